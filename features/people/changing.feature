@okta:update
Feature: Somebody changes
  What changes in the identity provider changes in PactFlow, and nothing beyond it.

  Background:
    Given PactFlow is connected

  Rule: each provider's way of telling a change leads to the same

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      When <Provider> changes Ada to
        | name.familyName | King             |
        | displayName     | Ada King         |
        | email           | ada.king@acme.io |
        | userName        | ada.king@acme.io |
      Then <Provider> is told it worked
      And PactFlow stores Ada with
        | lastName            | King             |
        | name                | Ada King         |
        | email               | ada.king@acme.io |
        | externalIdpUsername | ada.king@acme.io |
      And the only changes in PactFlow are
        | ~users.lastName            | 1 |
        | ~users.name                | 1 |
        | ~users.email               | 1 |
        | ~users.externalIdpUsername | 1 |

      Examples:
        | Provider             | Because                                            |
        | Okta's wizard app    | a whole user, read and written back                |
        | Okta's catalogue app | the catalogue app writes back profiles too         |
        | Entra                | one operation for each attribute                   |
        | Entra with the flag  | one operation with dotted keys, one for the address |

  Rule: a change of somebody who is gone is refused

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      And Ada was deleted in PactFlow
      When <Provider> changes Ada to
        | name.familyName | King |
      Then <Provider> is refused because 'there is no such person'
      And nothing changes in PactFlow

      Examples:
        | Provider          | Because                   |
        | Okta's wizard app | by Okta, which reads first |
        | Entra             | by Entra                  |

  @trap-21
  Rule: nobody takes over somebody else's sign-in name

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      When <Provider> changes Grace to
        | userName | Ada@acme.io |
      Then <Provider> is refused because 'somebody else has that sign-in name'
      And nothing changes in PactFlow

      Examples:
        | Provider            | Because                           |
        | Okta's wizard app   | by a whole user                   |
        | Entra               | by an operation                   |
        | Entra with the flag | by an operation without a path    |
