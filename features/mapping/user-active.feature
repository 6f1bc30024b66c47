@MAP-U09
Feature: Who is active
  Okta never deletes anybody: it deactivates.

  Background:
    Given PactFlow is connected

  @trap-18
  Rule: active is stored as it was sent

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | active | <Sent> |
      Then Ada is <State> in PactFlow
      And Okta reads Ada back with
        | active | <Read> |

      Examples:
        | Sent    | State    | Read  | Because                                  |
        | true    | active   | true  | the usual case                           |
        | false   | inactive | false | somebody is prepared before the first day |
        |         | active   | true  | nothing is sent                          |
        | 'True'  | active   | true  | Entra writes booleans as strings         |
        | 'False' | inactive | false | Entra's false is no truth                |
        | 'false' | inactive | false | strings come in any case                 |

    Scenario: what is no boolean is refused
      When Okta assigns Ada with
        | active | perhaps |
      Then Okta is refused because 'a value is not of the expected type'
      And nothing changes in PactFlow

  @okta:deactivate
  Rule: whoever is unassigned becomes inactive and nothing else changes

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      When <Provider> deactivates Ada
      Then <Provider> is told it worked
      And Ada is inactive in PactFlow
      And the only changes in PactFlow are
        | ~users.active | 1 |

      Examples:
        | Provider             | Because                                    |
        | Okta's wizard app    | by a whole user                            |
        | Okta's catalogue app | by an operation without a path             |
        | Entra                | by an operation with the string False      |
        | Entra with the flag  | by an operation without a path, from Entra |

    Scenario Outline: twice: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has deactivated Ada
      When <Provider> deactivates Ada
      Then <Provider> is told it worked
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                        |
        | Okta's wizard app    | by a whole user                |
        | Okta's catalogue app | by an operation without a path |

  @DEC-11
  Rule: inactive people stay readable, findable and listed, and keep their id

    Scenario: they can be read
      Given Ada is assigned in Okta
      And Okta has deactivated Ada
      When Okta looks for 'ada@acme.io'
      Then Okta finds Ada
      And Okta reads Ada back with
        | active   | false       |
        | userName | ada@acme.io |

    Scenario: they are listed
      Given Ada and Grace are assigned in Okta
      And Okta has deactivated Ada
      When Okta imports everyone
      Then Okta finds Ada and Grace

    @okta:reactivate
    Scenario Outline: reactivated: <Because>
      Given Ada is assigned in <Provider>
      And <Provider> has deactivated Ada
      When <Provider> reactivates Ada
      Then <Provider> is told it worked
      And Ada is active in PactFlow
      And the only changes in PactFlow are
        | ~users.active | 1 |

      Examples:
        | Provider             | Because                                 |
        | Okta's wizard app    | found, read and written back            |
        | Okta's catalogue app | found, activated, read and written back |
        | Entra                | by an operation with the string True    |
