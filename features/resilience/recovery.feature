@DEC-14 @DEC-36 @needs:control @needs:faults
Feature: PactFlow stumbles
  What passes within moments is waited for here, so that it becomes no failed task with somebody who has to look after it.

  Background:
    Given PactFlow is connected

  Rule: one failure is absorbed, whoever asks for whatever

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      And PactFlow answers <Status> to the next 1 requests
      When <Provider> <Does>
      Then <Provider> is told it worked
      And the only changes in PactFlow are
        | <Change> | 1 |

      Examples:
        | Provider             | Status | Does                                      | Change         | Because                           |
        | Okta's wizard app    | 503    | deactivates Ada                           | ~users.active  | a deactivation                    |
        | Okta's catalogue app | 502    | deactivates Ada                           | ~users.active  | a deactivation by an operation    |
        | Okta's wizard app    | 504    | renames the group 'Payments' to 'Billing' | ~teams.name    | a new name for a group            |
        | Okta's catalogue app | 503    | adds Grace to the group 'Payments'        | +members       | somebody joins a group            |
        | Okta's catalogue app | 503    | removes Ada from the group 'Payments'     | -members       | somebody leaves a group           |
        | Okta's wizard app    | 503    | deletes the group 'Payments'              | -teams         | a group that is not needed        |
        | Entra                | 503    | deletes Grace                             | -users         | a deletion                        |
        | Okta's wizard app    | 429    | assigns Alan                              | +users         | too many calls before an assignment |

    Scenario: an import
      Given PactFlow already has 150 people
      And PactFlow answers 503 to the next 1 requests
      When Okta imports everyone
      Then Okta finds 150 people

  Rule: what fails again and again is put off, and the identity provider's own retry does it

    Scenario: PactFlow fails as often as it is asked for one answer
      Given Ada is assigned in Okta
      And PactFlow answers 503 to the next 3 requests
      When Okta deactivates Ada
      And Okta retries
      Then Okta is told it worked
      And the only changes in PactFlow are
        | ~users.active | 1 |

    @needs:settings
    Scenario: PactFlow fails once, and nothing is to be repeated
      Given PactFlow is connected with these settings
        | PACTFLOW_RETRIES | 0 |
      And PactFlow answers 503 to the next 1 requests
      When Okta looks for 'ada@acme.io'
      Then Okta is asked to try again later

  Rule: a creation is sent again only where it was refused

    Scenario: PactFlow has too many calls
      Given PactFlow answers 429 to the next creation
      When Okta assigns Ada
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +users | 1 |

    Scenario: nobody knows what became of it
      Given PactFlow answers 503 to the next creation
      When Okta assigns Ada
      Then Okta is asked to try again later
      And nothing changes in PactFlow

  Rule: what was done although its answer was lost is not done twice, and not told as failed

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      And PactFlow accepts the next <Call> but its answer is lost
      When <Provider> <Does>
      Then <Provider> is told it worked
      And the only changes in PactFlow are
        | <Change> | 1 |

      Examples:
        | Provider             | Call     | Does                               | Change        | Because       |
        | Okta's wizard app    | change   | deactivates Ada                    | ~users.active | a change      |
        | Okta's wizard app    | deletion | deletes the group 'Payments'       | -teams        | a deletion    |
        | Entra                | deletion | deletes Grace                      | -users        | a person      |
        | Okta's catalogue app | joining  | adds Grace to the group 'Payments' | +members      | a membership  |

  Rule: a short wait that PactFlow asks for is kept here, and a long one by the identity provider

    Scenario: one second
      Given PactFlow asks once to wait 1 seconds
      When Okta tests the connection
      Then Okta is told it worked

    Scenario: half a minute
      Given PactFlow asks once to wait 30 seconds
      When Okta tests the connection
      Then Okta is asked to try again after 30 seconds

  @DEC-37 @needs:settings
  Rule: a PactFlow that cannot be reached is left alone for a while

    Scenario: it is back, but nobody asks it yet
      Given PactFlow is connected with these settings
        | PACTFLOW_BREAKER_FAILURES | 3   |
        | PACTFLOW_BREAKER_PAUSE    | 10m |
      And PactFlow answers 503 to the next 3 requests
      When Okta tests the connection
      And Okta retries
      Then Okta is asked to try again later
      And nothing changes in PactFlow
