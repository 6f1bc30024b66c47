@okta:group-push @MAP-G02
Feature: A group is renamed
  A new name changes the name, and nothing else.

  Background:
    Given PactFlow is connected

  @trap-02
  Rule: members, administrators and everything else of the team stay

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada and Grace
      When <Provider> renames the group 'Payments' to 'Billing'
      Then <Provider> is told it worked
      And the team 'Billing' has exactly Ada and Grace
      And the team 'Payments' is gone in PactFlow
      And the only changes in PactFlow are
        | ~teams.name | 1 |

      Examples:
        | Provider             | Because                                    |
        | Okta's wizard app    | by the whole group                         |
        | Okta's catalogue app | by an operation that repeats the id        |
        | Entra                | by an operation on the name                |
        | Entra with the flag  | by an operation without a path, from Entra |

    @needs:control
    Scenario Outline: <Because>
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Alan   | alan@acme.io        |
      And PactFlow already has these teams
        | team     | administrators |
        | Payments | Alan           |
      And <Provider> has pushed the group 'Payments' with nobody
      When <Provider> renames the group 'Payments' to 'Billing'
      Then PactFlow stores Alan with
        | roles | Team Administrator, User |
      And the only changes in PactFlow are
        | ~teams.name | 1 |

      Examples:
        | Provider          | Because                                     |
        | Okta's wizard app | administrators survive a whole group        |
        | Entra             | administrators survive an operation         |

  Rule: the present name again is no change

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> renames the group 'Payments' to 'Payments'
      Then <Provider> is told it worked
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                                      |
        | Okta's wizard app    | a whole group                                |
        | Okta's catalogue app | Okta sends the name with every change        |
        | Entra                | an operation                                 |

  @trap-28
  Rule: the old name is free after a rename

    Scenario: another group takes it
      Given Okta has pushed the group 'Payments' with nobody
      When Okta renames the group 'Payments' to 'Billing'
      And Okta pushes the group 'Payments' with nobody
      Then Okta is told it worked
      And the only changes in PactFlow are
        | ~teams.name | 1 |
        | +teams      | 1 |
