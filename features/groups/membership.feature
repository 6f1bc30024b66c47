@okta:group-push
Feature: People come and go
  A change of a pushed group changes those members and no others.

  Background:
    Given PactFlow is connected

  Rule: whoever is added joins, whoever is removed leaves, everybody else stays

    Scenario Outline: added: <Because>
      Given Ada, Grace and Alan are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> adds Grace and Alan to the group 'Payments'
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada, Grace and Alan
      And the only changes in PactFlow are
        | +members | 2 |

      Examples:
        | Provider             | Because                         |
        | Okta's wizard app    | by the whole list               |
        | Okta's catalogue app | by an operation with two values |
        | Entra                | by an operation from Entra      |
        | Entra with the flag  | by its newer dialect            |

    @trap-01
    Scenario Outline: removed: <Because>
      Given Ada, Grace and Alan are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada, Grace and Alan
      When <Provider> removes Grace from the group 'Payments'
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada and Alan
      And the only changes in PactFlow are
        | -members | 1 |

      Examples:
        | Provider             | Because                                              |
        | Okta's wizard app    | by the whole list                                    |
        | Okta's catalogue app | by a path with a filter                              |
        | Entra                | by a list of values without a filter, which is no clearing |
        | Entra with the flag  | by a path with a filter, from Entra                  |

    Scenario Outline: both: <Because>
      Given Ada, Grace and Alan are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada and Grace
      When <Provider> replaces Ada and Grace by Alan in the group 'Payments'
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Alan
      And the only changes in PactFlow are
        | +members | 1 |
        | -members | 2 |

      Examples:
        | Provider             | Because                                    |
        | Okta's wizard app    | by the whole list                          |
        | Okta's catalogue app | two removals and an addition in one request |
        | Entra                | one request to remove, one to add          |

  @DEC-13 @trap-14
  Rule: adding who is there and removing who is not succeeds without effect

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> <Change> the group 'Payments'
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada
      And nothing changes in PactFlow

      Examples:
        | Provider             | Change             | Because                               |
        | Okta's catalogue app | adds Ada to        | adding a member again                 |
        | Okta's catalogue app | removes Grace from | removing who was never a member       |
        | Entra                | adds Ada to        | Entra adds a member again             |
        | Entra                | removes Grace from | Entra removes who was never a member  |

  @DEC-13
  Rule: the last member can leave

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> removes Ada from the group 'Payments'
      Then the team 'Payments' has exactly nobody
      And the only changes in PactFlow are
        | -members | 1 |

      Examples:
        | Provider             | Because                   |
        | Okta's wizard app    | an empty list             |
        | Okta's catalogue app | a path with a filter      |
        | Entra                | a list of one value       |

  @DEC-26 @trap-26
  Rule: changes of one group at the same moment all take effect

    Scenario Outline: <Because>
      Given Ada, Grace, Alan, Edsger, Barbara, Donald and Frances are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> adds Grace, Alan, Edsger, Barbara, Donald and Frances to the group 'Payments' at the same moment
      Then <Provider> is told it worked
      And the team 'Payments' has exactly Ada, Grace, Alan, Edsger, Barbara, Donald and Frances
      And the only changes in PactFlow are
        | +members | 6 |

      Examples:
        | Provider             | Because                 |
        | Okta's catalogue app | a burst from Okta       |
        | Entra                | parallel ones from Entra |

  Rule: whoever is inactive can still be a member

    Scenario: a group with somebody inactive is pushed
      Given Ada and Grace are assigned in Okta
      And Okta has deactivated Grace
      When Okta pushes the group 'Payments' with Ada and Grace
      Then the team 'Payments' has exactly Ada and Grace
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 2 |
