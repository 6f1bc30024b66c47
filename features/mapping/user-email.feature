@MAP-U10
Feature: Which e-mail address PactFlow keeps
  PactFlow keeps one address for each person. An identity provider may send several.

  Background:
    Given PactFlow is connected

  Rule: the primary address wins, otherwise the first one

    Scenario Outline: <Because>
      When Okta assigns Ada with these addresses
        | value    | primary          | type          |
        | <First>  | <First primary>  | <First type>  |
        | <Second> | <Second primary> | <Second type> |
      Then PactFlow stores Ada with
        | email | <PactFlow keeps> |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | First        | First primary | First type | Second       | Second primary | Second type | PactFlow keeps | Because                                      |
        | work@acme.io | true          | work       | home@acme.io | false          | home        | work@acme.io   | the first address is marked primary          |
        | work@acme.io | false         | work       | home@acme.io | true           | home        | home@acme.io   | a later address is marked primary            |
        | work@acme.io |               | work       | home@acme.io |                | home        | work@acme.io   | nothing is marked, so the first is used      |
        | work@acme.io |               |            | home@acme.io |                |             | work@acme.io   | no type is sent                              |
        | work@acme.io | 'False'       | work       | home@acme.io | 'True'         | home        | home@acme.io   | primary is a string, as Entra may send it    |
        | ''           |               | work       | home@acme.io |                | home        | home@acme.io   | an empty address is not an address           |
        | null         | true          | work       | home@acme.io |                | home        | home@acme.io   | a primary address without a value is skipped |
        |              | true          | work       | home@acme.io |                | home        | home@acme.io   | an entry without a value is skipped          |

  Rule: the address is read back as the one that it is

    @DEC-01
    Scenario: it is primary and of the type work
      When Okta assigns Ada
      Then Okta reads Ada back with
        | emails.value   | ada@acme.io |
        | emails.primary | true        |
        | emails.type    | work        |

  @DEC-05
  Rule: nobody is created without an address

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | <Attribute> | <Sent> |
      Then Okta is refused because 'an e-mail address is required'
      And nothing changes in PactFlow

      Examples:
        | Attribute | Sent | Because                     |
        | emails    |      | no address is sent          |
        | emails    | []   | the list is empty           |
        | emails    | null | the list is null            |
        | email     | ''   | the only address is empty   |
        | email     | null | the only address is null    |

  @DEC-05 @okta:update
  Rule: a new address replaces the old one, and nobody loses the address

    Scenario: a new address
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | email | countess@acme.io |
      Then PactFlow stores Ada with
        | email               | countess@acme.io |
        | externalIdpUsername | ada@acme.io      |
      And the only changes in PactFlow are
        | ~users.email | 1 |

    @entra
    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      When <Provider> changes Ada to
        | email | countess@acme.io |
      Then PactFlow stores Ada with
        | email | countess@acme.io |
      And the only changes in PactFlow are
        | ~users.email | 1 |

      Examples:
        | Provider            | Because                                              |
        | Entra               | the work address is replaced by a path with a filter |
        | Entra with the flag | the same in the newer dialect                        |

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | <Attribute> | <Sent> |
      Then Okta is refused because 'an e-mail address is required'
      And nothing changes in PactFlow

      Examples:
        | Attribute | Sent | Because                                |
        | email     | ''   | an empty address clears nothing        |
        | email     | null | null clears no address                 |
        | emails    | []   | an empty list clears no address        |

    @wire @DEC-09
    Scenario: an update that does not mention addresses keeps the one that is there
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        PUT /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","active":true}
        """
      Then Okta is told it worked
      And PactFlow stores Ada with
        | email         | ada@acme.io          |
        | firstName     | Ada                  |
        | name          | Ada Lovelace         |
        | externalIdpId | 00uada00000000000000 |
      And nothing changes in PactFlow
