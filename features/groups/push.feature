@okta:group-push @smoke
Feature: A group is pushed
  A group that is pushed becomes a team of the same name with the same members.

  Background:
    Given PactFlow is connected

  Rule: a new group becomes a team

    Scenario Outline: <Because>
      Given Ada, Grace, Alan, Edsger, Barbara, Donald and Frances are assigned in <Provider>
      When <Provider> pushes the group 'Payments' with Ada, Grace, Alan, Edsger, Barbara, Donald and Frances
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada, Grace, Alan, Edsger, Barbara, Donald and Frances
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 7 |

      Examples:
        | Provider             | Because                                       |
        | Okta's wizard app    | created with its members and written again    |
        | Okta's catalogue app | created with its members and replaced again   |
        | Entra                | created empty, members added                  |
        | Entra with the flag  | the same in the newer dialect                 |

    Scenario Outline: <Because>
      When <Provider> pushes the group 'Payments' with nobody
      Then <Provider> is told it worked
      And the team 'Payments' has exactly nobody
      And the only changes in PactFlow are
        | +teams | 1 |

      Examples:
        | Provider             | Because                           |
        | Okta's wizard app    | an empty group, whole             |
        | Okta's catalogue app | an empty group, by operations     |
        | Entra                | an empty group from Entra         |

  @needs:control
  Rule: a team that is there already is linked and keeps its members

    Scenario Outline: <Because>
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Alan   | alan@acme.io        |
      And PactFlow already has these teams
        | team     | members |
        | Payments | Alan    |
      And Ada is assigned in <Provider>
      When <Provider> pushes the group '<Name>' with Ada
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada and Alan
      And the only changes in PactFlow are
        | +members | 1 |

      Examples:
        | Provider             | Name     | Because                            |
        | Okta's wizard app    | Payments | by name, written whole             |
        | Okta's catalogue app | Payments | by name, by an operation           |
        | Entra                | payments | by name in another case            |

  Rule: pushing again changes nothing

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada and Grace
      When <Provider> pushes the group 'Payments' with Ada and Grace
      Then <Provider> is told it worked
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                       |
        | Okta's wizard app    | a whole group                 |
        | Okta's catalogue app | members who are there already |
        | Entra                | the same from Entra           |

  @needs:control
  Rule: groups are imported with their members

    Scenario: all of them
      Given PactFlow already has these teams
        | team     |
        | Payments |
        | Ledger   |
      When Okta imports the groups
      Then Okta finds the groups 'Default, Ledger, Payments'
      And PactFlow is only read
