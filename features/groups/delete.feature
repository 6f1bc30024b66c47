@okta:group-push
Feature: A group is deleted
  The team goes, the people stay.

  Background:
    Given PactFlow is connected

  Rule: a deleted group is gone, its members are not

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada and Grace
      When <Provider> deletes the group 'Payments'
      Then <Provider> is told it worked
      And the team 'Payments' is gone in PactFlow
      And Ada is active in PactFlow
      And the only changes in PactFlow are
        | -teams | 1 |

      Examples:
        | Provider             | Because              |
        | Okta's wizard app    | by the wizard app    |
        | Okta's catalogue app | by the catalogue app |
        | Entra                | by Entra             |

  Rule: the name of a deleted group is free

    Scenario: it is pushed anew
      Given Okta has pushed the group 'Payments' with nobody
      When Okta deletes the group 'Payments'
      And Okta pushes the group 'Payments' with nobody
      Then Okta is told it worked
      And the only changes in PactFlow are
        | -teams | 1 |
        | +teams | 1 |

  Rule: what is gone cannot be changed

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with nobody
      And the team 'Payments' was deleted in PactFlow
      When <Provider> adds Ada to the group 'Payments'
      Then <Provider> is refused because 'there is no such group'
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                  |
        | Okta's wizard app    | Okta reads first         |
        | Okta's catalogue app | an operation             |
        | Entra                | an operation from Entra  |

    Scenario: it cannot be deleted again
      Given Okta has pushed the group 'Payments' with nobody
      And the team 'Payments' was deleted in PactFlow
      When Okta deletes the group 'Payments'
      Then Okta is refused because 'there is no such group'
      And nothing changes in PactFlow
