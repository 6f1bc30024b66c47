Feature: What somebody is called
  PactFlow keeps a first name, a last name and a full name. Identity providers send up to four.

  Background:
    Given PactFlow is connected

  @MAP-U04 @MAP-U05
  Rule: given and family name are kept apart

    Scenario: both are stored and read back
      When Okta assigns Ada
      Then PactFlow stores Ada with
        | firstName | Ada      |
        | lastName  | Lovelace |
      And Okta reads Ada back with
        | name.givenName  | Ada      |
        | name.familyName | Lovelace |

    @DEC-09
    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | name.familyName | <Sent> |
      Then PactFlow stores Ada with
        | firstName | Ada |
        | lastName  |     |
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |

      Examples:
        | Sent | Because                     |
        | ''   | an empty family name clears |
        | null | null clears a family name   |

  @MAP-U06 @MAP-U07 @DEC-02
  Rule: on creation the formatted name wins, then the display name, then given and family name, then the sign-in name

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | name.givenName  | <Given>     |
        | name.familyName | <Family>    |
        | name.formatted  | <Formatted> |
        | displayName     | <Display>   |
      Then PactFlow stores Ada with
        | name | <PactFlow keeps> |
      And Okta reads Ada back with
        | name.formatted | <PactFlow keeps> |
        | displayName    | <PactFlow keeps> |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Given | Family   | Formatted    | Display | PactFlow keeps | Because                                     |
        | Ada   | Lovelace | Countess Ada | Ada L.  | Countess Ada   | a formatted name wins                       |
        | Ada   | Lovelace |              | Ada L.  | Ada L.         | no formatted name is sent                   |
        | Ada   | Lovelace | ''           | Ada L.  | Ada L.         | an empty formatted name says nothing        |
        | Ada   | Lovelace | null         | Ada L.  | Ada L.         | null says nothing                           |
        | Ada   | Lovelace |              |         | Ada Lovelace   | neither is sent, so the parts make the name |
        | Ada   | Lovelace | ''           | ''      | Ada Lovelace   | both are empty, so the parts make the name  |
        | Ada   |          |              |         | Ada            | a given name alone is a name                |
        |       | Lovelace |              |         | Lovelace       | a family name alone is a name               |
        |       |          |              |         | ada@acme.io    | nothing is sent but the sign-in name        |

  @DEC-02 @okta:update
  Rule: an echo is no instruction: only what differs from what PactFlow has is one

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | name.givenName  | <Given>     |
        | name.familyName | <Family>    |
        | name.formatted  | <Formatted> |
        | displayName     | <Display>   |
      Then PactFlow stores Ada with
        | firstName | <Given>          |
        | lastName  | <Family>         |
        | name      | <PactFlow keeps> |

      Examples:
        | Given   | Family   | Formatted    | Display      | PactFlow keeps | Because                                               |
        | Ada     | King     |              | Ada Lovelace | Ada King       | a new family name changes the name, the rest is echo  |
        | Augusta | Lovelace |              | Ada Lovelace | Augusta Lovelace | a new given name changes the name                   |
        | Ada     | Lovelace |              | The Countess | The Countess   | a new display name wins over the formatted name's echo |
        | Ada     | King     |              | The Countess | The Countess   | a new display name wins over new parts                |
        | Ada     | Lovelace | Countess Ada | Ada Lovelace | Countess Ada   | a new formatted name wins over the display name's echo |
        | Ada     | King     | Countess Ada | The Countess | Countess Ada   | among what changed the formatted name wins            |

    Scenario: a name that was chosen survives a new family name
      When Okta assigns Ada with
        | displayName | The Countess |
      And Okta changes Ada to
        | name.familyName | King |
      Then PactFlow stores Ada with
        | name     | The Countess |
        | lastName | King         |
      And the only changes in PactFlow are
        | +users          | 1 |
        | ~users.lastName | 1 |

    @entra
    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      When <Provider> changes Ada to
        | name.familyName | King |
      Then PactFlow stores Ada with
        | name     | Ada King |
        | lastName | King     |
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |

      Examples:
        | Provider            | Because                                         |
        | Entra               | the name follows an operation on the family name |
        | Entra with the flag | the name follows a dotted key                   |
