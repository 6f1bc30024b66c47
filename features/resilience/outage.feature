@DEC-14 @needs:control @needs:faults
Feature: PactFlow is down
  Okta tries again by itself only where it is asked to in a way that it understands; anything else waits for a person.

  Background:
    Given PactFlow is connected

  Rule: whatever cannot be done now is put off, not refused

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      And PactFlow is down
      When <Provider> <Does>
      Then <Provider> is asked to try again later

      Examples:
        | Provider             | Does                                      | Because                        |
        | Okta's wizard app    | tests the connection                      | the test of the connection     |
        | Okta's wizard app    | assigns Alan                              | an assignment                  |
        | Okta's wizard app    | looks for 'ada@acme.io'                   | a look-up                      |
        | Okta's wizard app    | imports everyone                          | an import                      |
        | Okta's wizard app    | imports the groups                        | an import of groups            |
        | Okta's wizard app    | deactivates Ada                           | a deactivation                 |
        | Okta's catalogue app | deactivates Ada                           | a deactivation by an operation |
        | Okta's wizard app    | renames the group 'Payments' to 'Billing' | a new name for a group         |
        | Okta's catalogue app | adds Grace to the group 'Payments'        | a membership                   |
        | Okta's wizard app    | deletes the group 'Payments'              | a deletion of a group          |
        | Entra                | deletes Ada                               | a deletion of a person         |

  Rule: a retry after the outage does what could not be done

    Scenario: an assignment
      Given PactFlow is down
      When Okta assigns Ada
      And PactFlow is back
      And Okta retries
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +users | 1 |

    Scenario: a membership
      Given Ada and Grace are assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      And PactFlow is down
      When Okta adds Grace to the group 'Payments'
      And PactFlow is back
      And Okta retries
      Then the team 'Payments' has exactly Ada and Grace
      And the only changes in PactFlow are
        | +members | 1 |

  @needs:settings @wire
  Rule: where it is set so, the answer is the protocol's own

    Scenario: 503 with the time to wait
      Given PactFlow is connected with these settings
        | SCIM_UNAVAILABLE_STATUS | 503 |
      And PactFlow is down
      When an identity provider sends
        """
        GET /Users
        """
      Then the answer is
        """
        503
        Content-Type: application/scim+json
        Retry-After: …

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"503"}
        """
