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

  @DEC-38 @needs:settings
  Rule: more requests than the service can work on are put off before they are read

    Scenario: several memberships at the same moment
      Given PactFlow is connected with these settings
        | SERVER_MAX_REQUESTS | 1 |
      And Ada, Grace and Alan are assigned in Okta's catalogue app
      And Okta's catalogue app has pushed the group 'Payments' with nobody
      And PactFlow takes 1 seconds to answer
      When Okta's catalogue app adds Ada, Grace and Alan to the group 'Payments' at the same moment
      Then Okta's catalogue app is asked to try again after 5 seconds

  @DEC-44
  Rule: what PactFlow leaves out of an answer is not taken for empty and written back

    Scenario: a group's administrators
      Given Ada is assigned in Okta's catalogue app
      And Okta's catalogue app has pushed the group 'Payments' with Ada
      And PactFlow leaves out what belongs to a resource
      When Okta's catalogue app renames the group 'Payments' to 'Billing'
      Then Okta's catalogue app is refused because "PactFlow's answer is not understood"
      And nothing changes in PactFlow

    Scenario: somebody's roles
      Given Ada is assigned in Okta
      And PactFlow leaves out what belongs to a resource
      When Okta changes Ada to
        | roles | CI/CD |
      Then Okta is refused because "PactFlow's answer is not understood"
      And nothing changes in PactFlow

  @DEC-45
  Rule: where what was begun cannot be taken back, it is to be tried again, whatever stood in its way

    Scenario: the name is refused after the roles were set, and so is their return
      Given Ada is assigned in Okta
      And PactFlow answers 400 from the 2nd change on
      When Okta changes Ada to
        | roles           | CI/CD |
        | name.familyName | King  |
      Then Okta is asked to try again later
      And the only changes in PactFlow are
        | +roles | 1 |
        | -roles | 1 |

    Scenario: the retry does what was left
      Given Ada is assigned in Okta
      And PactFlow answers 400 from the 2nd change on
      When Okta changes Ada to
        | roles           | CI/CD |
        | name.familyName | King  |
      And PactFlow is back
      And Okta retries
      Then PactFlow stores Ada with
        | roles    | CI/CD |
        | lastName | King  |

  @DEC-46
  Rule: a name that PactFlow refuses is a conflict where another team has it by now

    Scenario: a team that was made after this one looked
      Given PactFlow shows the next 2 lists of teams as they are now
      And PactFlow already has these teams
        | team     |
        | Payments |
      When Okta pushes the group 'Payments' with nobody
      Then Okta is refused because 'another team has that name'
      And the explanation names '{Payments}'
