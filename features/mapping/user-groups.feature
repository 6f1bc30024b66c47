@MAP-U16 @DEC-07
Feature: The groups on a person
  Membership is managed through groups. On a person the groups are there to be read, but for the first moment.

  Background:
    Given PactFlow is connected
    And PactFlow already has these teams
      | team     |
      | Payments |
      | Ledger   |

  @okta:assign
  Rule: on creation somebody joins the teams that are named

    Scenario: one team
      When Okta assigns Ada with
        | groups | Payments |
      Then the team 'Payments' has exactly Ada
      And the only changes in PactFlow are
        | +users   | 1 |
        | +members | 1 |

    Scenario: two teams
      When Okta assigns Ada with
        | groups | Payments, Ledger |
      Then PactFlow stores Ada with
        | teams | Default, Ledger, Payments |
      And the only changes in PactFlow are
        | +users   | 1 |
        | +members | 2 |

    @needs:log
    Scenario Outline: <Because>
      When Okta assigns Ada with
        | groups | <Sent> |
      Then Okta is told it worked
      And the log explains 'DEC-07'
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Sent                                   | Because                                      |
        | '5d2c6f0a-6d53-4d3c-9d5f-4a2f1c3b9999' | a team that does not exist is ignored        |
        | 'Payments'                             | a name is no team's id, so it is ignored     |

  Rule: later on, groups on a person are ignored, since an echo would bring back what was just removed

    Scenario: an update cannot add a membership
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | groups | Payments |
      Then the team 'Payments' has exactly nobody
      And nothing changes in PactFlow

    Scenario: an update cannot remove a membership
      Given Ada is assigned in Okta
      And Ada belongs to the team 'Payments'
      When Okta changes Ada to
        | groups | [] |
      Then the team 'Payments' has exactly Ada
      And nothing changes in PactFlow

  @MAP-U17
  Rule: a person's teams are read back with id and name

    Scenario: both teams are there
      Given Ada is assigned in Okta
      And Ada belongs to the team 'Payments'
      And Ada belongs to the team 'Ledger'
      When Okta looks for 'ada@acme.io'
      Then Okta reads Ada back with
        | groups.display | Default, Ledger, Payments |
        | groups.type    | direct, direct, direct    |

    @wire @DEC-01 @needs:control
    Scenario: a team is a reference relative to the base address
      Given Ada is assigned in Okta
      And Ada belongs to the team 'Payments'
      When an identity provider sends
        """
        GET /Users/{Ada}
        """
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {"groups":[{"value":"{Default}","display":"Default","type":"direct","$ref":"Groups/{Default}"},{"value":"{Payments}","display":"Payments","type":"direct","$ref":"Groups/{Payments}"}]}
        """
