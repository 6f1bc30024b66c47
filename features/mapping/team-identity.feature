Feature: What a team is called
  A pushed group becomes a team of the same name.

  Background:
    Given PactFlow is connected

  @MAP-G01
  Rule: PactFlow chooses a team's id, and it stays

    Scenario: a new name is not a new team
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When Okta renames the group 'Payments' to 'Billing'
      Then the team 'Billing' has exactly Ada
      And the only changes in PactFlow are
        | ~teams.name | 1 |

    @wire
    Scenario: an id that is sent is ignored
      When an identity provider sends
        """
        POST /Groups
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"2b5f8c1e-7a70-4e53-9d3f-8f2f6a1c0002","displayName":"Payments"}
        """
      And an identity provider sends
        """
        GET /Groups/2b5f8c1e-7a70-4e53-9d3f-8f2f6a1c0002
        """
      Then Okta is refused because 'there is no such group'
      And the only changes in PactFlow are
        | +teams | 1 |

  @MAP-G02
  Rule: a team has the group's name, as it was sent

    Scenario Outline: <Because>
      When Okta pushes the group "<Name>" with nobody
      Then the team "<Name>" has exactly nobody
      And Okta reads the group "<Name>" back with
        | displayName | <Name> |
      And the only changes in PactFlow are
        | +teams | 1 |

      Examples:
        | Name             | Because                           |
        | Payments         | an ordinary name                  |
        | José's Team      | an apostrophe and an accent       |
        | R&D / Platform   | punctuation                       |
        | Zahlungsverkehr  | no particular language            |
        | 決済             | no particular script              |

    Scenario Outline: <Because>
      When Okta pushes the group "<Name>" with nobody
      Then Okta is refused because 'a group needs a name'
      And nothing changes in PactFlow

      Examples:
        | Name | Because                  |
        |      | an empty name is no name |

  @DEC-12
  Rule: two teams cannot have the same name, in whatever case

    @wire
    Scenario Outline: <Because>
      Given PactFlow already has these teams
        | team     |
        | Payments |
      When an identity provider sends
        """
        POST /Groups
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"<Name>","members":[]}
        """
      Then Okta is refused because 'another team has that name'
      And the explanation names '{Payments}'
      And nothing changes in PactFlow

      Examples:
        | Name     | Because                           |
        | Payments | the name is taken                 |
        | PAYMENTS | the name is taken in another case |

    Scenario Outline: <Because>
      Given PactFlow already has these teams
        | team   |
        | Ledger |
      And <Provider> has pushed the group 'Payments' with nobody
      When <Provider> renames the group 'Payments' to '<New name>'
      Then <Provider> is refused because 'another team has that name'
      And nothing changes in PactFlow

      Examples:
        | Provider             | New name | Because                               |
        | Okta's wizard app    | Ledger   | a whole group cannot take a used name |
        | Okta's catalogue app | LEDGER   | nor can an operation without a path   |
        | Entra                | ledger   | nor can an operation on the name      |

    Scenario Outline: <Because>
      Given <Provider> has pushed the group 'Payments' with nobody
      When <Provider> renames the group 'Payments' to '<New name>'
      Then <Provider> is told it worked
      And the only changes in PactFlow are
        | ~teams.name | 1 |

      Examples:
        | Provider             | New name | Because                                       |
        | Okta's wizard app    | PAYMENTS | a new spelling collides with no one else      |
        | Okta's catalogue app | payments | nor does it in an operation                   |
