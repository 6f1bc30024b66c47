@DEC-14 @needs:control @needs:faults
Feature: PactFlow is slow, busy or confused
  Whatever passes by itself is put off in whole seconds, and nothing is ever answered in part.

  Background:
    Given PactFlow is connected

  Rule: where PactFlow asks to wait, the identity provider is asked to wait as long

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      And PactFlow asks to wait 7 seconds
      When Okta <Does>
      Then Okta is asked to try again after 7 seconds
      And nothing changes in PactFlow

      Examples:
        | Does                                 | Because                  |
        | tests the connection                 | a test of the connection |
        | imports everyone                     | an import                |
        | assigns Grace                        | an assignment            |
        | deactivates Ada                      | a deactivation           |
        | pushes the group 'Payments' with Ada | a group                  |

  Rule: a gateway's web page is no answer, and does not become one

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      And PactFlow is hidden behind a broken gateway
      When Okta <Does>
      Then Okta is asked to try again later
      And nothing changes in PactFlow

      Examples:
        | Does                   | Because      |
        | looks for 'ada@acme.io' | a look-up   |
        | imports everyone       | an import    |
        | assigns Grace          | an assignment |

  @okta:import
  Rule: an import is whole or none

    Scenario: PactFlow fails at the second page
      Given PactFlow already has 150 people
      And PactFlow answers 503 from the 2nd request on
      When Okta imports everyone
      Then Okta is asked to try again later

  @O-2
  Rule: a creation whose answer is lost creates nobody twice

    Scenario Outline: <Because>
      Given PactFlow accepts the next creation but its answer is lost
      When <Provider> assigns Ada
      And <Provider> retries
      Then <Provider> is told it worked
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Provider             | Because           |
        | Okta's wizard app    | the wizard app    |
        | Okta's catalogue app | the catalogue app |
        | Entra                | Entra             |

    Scenario: a group
      Given PactFlow accepts the next creation but its answer is lost
      When Okta pushes the group 'Payments' with nobody
      And Okta retries
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +teams | 1 |

  @needs:settings
  Rule: an answer is sent in time, whatever PactFlow does

    Scenario: PactFlow takes too long
      Given PactFlow is connected with these settings
        | PACTFLOW_REQUEST_TIMEOUT | 1s |
      And Ada is assigned in Okta
      And PactFlow takes 20 seconds to answer
      When Okta looks for 'ada@acme.io'
      Then Okta is asked to try again later
