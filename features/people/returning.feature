@okta:reactivate @DEC-11 @trap-17
Feature: Somebody returns
  Whoever was deactivated comes back as the same person.

  Background:
    Given PactFlow is connected

  Rule: a return is no new account

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has deactivated Ada
      When <Provider> assigns Ada
      Then <Provider> is told it worked
      And Ada is active in PactFlow
      And the only changes in PactFlow are
        | ~users.active | 1 |

      Examples:
        | Provider             | Because                                  |
        | Okta's wizard app    | Okta looks, finds, reads and writes back |
        | Okta's catalogue app | Okta looks, finds and activates          |
        | Entra                | Entra looks, finds and enables           |
        | Entra with the flag  | so it does in its newer dialect          |

    Scenario: a return with a new name
      Given Ada is assigned in Okta
      And Okta has deactivated Ada
      When Okta assigns Ada with
        | active          | true |
        | name.familyName | King |
      Then PactFlow stores Ada with
        | active   | true |
        | lastName | King |
      And the only changes in PactFlow are
        | ~users.active   | 1 |
        | ~users.lastName | 1 |
        | ~users.name     | 1 |
