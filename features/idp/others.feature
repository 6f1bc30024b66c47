@wire
Feature: Other identity providers
  OneLogin, JumpCloud, PingFederate, CyberArk, SailPoint and authentik keep closer to the protocol, each with habits of its own.

  Background:
    Given PactFlow is connected

  Rule: each one's connection is tested by what it reads, and by what it tries out

    Scenario: OneLogin looks for nobody
      When OneLogin tests the connection
      Then OneLogin's requests were
        | method | target                                       | status |
        | GET    | /Users?filter=userName+eq+%22no-such-user%22 | 200    |

    Scenario: CyberArk reads each item of discovery
      When CyberArk tests the connection
      Then CyberArk's requests were
        | method | target                                                | status |
        | GET    | /Users?count=1                                        | 200    |
        | GET    | /ServiceProviderConfig                                | 200    |
        | GET    | /ResourceTypes/User                                   | 200    |
        | GET    | /ResourceTypes/Group                                  | 200    |
        | GET    | /Schemas/urn:ietf:params:scim:schemas:core:2.0:User   | 200    |
        | GET    | /Schemas/urn:ietf:params:scim:schemas:core:2.0:Group  | 200    |

    Scenario: SailPoint reads all of discovery
      When SailPoint tests the connection
      Then SailPoint is told it worked
      And nothing changes in PactFlow

    @needs:control
    Scenario: JumpCloud creates a person and a group, and removes both
      When JumpCloud tests the connection
      Then JumpCloud is told it worked
      And the only changes in PactFlow are
        | +users   | 1 |
        | +teams   | 1 |
        | +members | 1 |
        | -teams   | 1 |
        | -users   | 1 |

  Rule: each one provisions, changes and deactivates people

    Scenario Outline: <Provider> provisions
      When <Provider> assigns Ada
      Then <Provider> is told it worked
      And PactFlow stores Ada with
        | externalIdpUsername | ada@acme.io  |
        | email               | ada@acme.io  |
        | name                | Ada Lovelace |
        | active              | true         |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |
        | CyberArk     |
        | SailPoint    |
        | authentik    |

    Scenario Outline: <Provider> changes
      Given Ada is assigned in <Provider>
      When <Provider> changes Ada to
        | name.familyName | King             |
        | displayName     | Ada King         |
        | email           | ada.king@acme.io |
      Then <Provider> is told it worked
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |
        | ~users.email    | 1 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |
        | CyberArk     |
        | SailPoint    |
        | authentik    |

    Scenario Outline: <Provider> deactivates
      Given Ada is assigned in <Provider>
      When <Provider> deactivates Ada
      Then Ada is inactive in PactFlow
      And the only changes in PactFlow are
        | ~users.active | 1 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |
        | CyberArk     |
        | SailPoint    |
        | authentik    |

    Scenario Outline: <Provider> deletes
      Given Ada is assigned in <Provider>
      When <Provider> deletes Ada
      Then Ada is gone in PactFlow
      And the only changes in PactFlow are
        | -users | 1 |

      Examples:
        | Provider  |
        | OneLogin  |
        | JumpCloud |
        | authentik |

  @needs:control
  Rule: whoever is there is linked

    Scenario Outline: <Provider> links
      Given PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        |
        | Ada    | ada@acme.io         | 00uada00000000000000 |
      When <Provider> assigns Ada
      Then <Provider> is told it worked
      And nothing changes in PactFlow

      Examples:
        | Provider     |
        | OneLogin     |
        | PingFederate |
        | SailPoint    |

    @trap-20
    Scenario: authentik creates first, and believes a conflict that says of which kind it is
      Given PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        |
        | Ada    | ada@acme.io         | 00uada00000000000000 |
      When authentik assigns Ada
      Then authentik's requests were
        | method | target                                    | status |
        | POST   | /Users                                    | 409    |
        | GET    | /Users?filter=userName+eq+ada%40acme.io   | 200    |
        | PUT    | /Users/{Ada}                              | 200    |
      And nothing changes in PactFlow

  Rule: each one pushes groups and changes members

    Scenario Outline: <Provider> pushes
      Given Ada and Grace are assigned in <Provider>
      When <Provider> pushes the group 'Payments' with Ada and Grace
      Then the team 'Payments' has exactly Ada and Grace
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 2 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |
        | CyberArk     |
        | SailPoint    |
        | authentik    |

    Scenario Outline: <Provider> changes members
      Given Ada, Grace and Alan are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada and Grace
      When <Provider> replaces Ada by Alan in the group 'Payments'
      Then the team 'Payments' has exactly Grace and Alan
      And the only changes in PactFlow are
        | +members | 1 |
        | -members | 1 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |
        | CyberArk     |
        | SailPoint    |
        | authentik    |

    Scenario Outline: <Provider> renames
      Given Ada is assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      When <Provider> renames the group 'Payments' to 'Billing'
      Then the team 'Billing' has exactly Ada
      And the only changes in PactFlow are
        | ~teams.name | 1 |

      Examples:
        | Provider     |
        | OneLogin     |
        | JumpCloud    |
        | PingFederate |

    Scenario: PingFederate lists all groups and compares their names
      Given Ada is assigned in PingFederate
      And PactFlow already has these teams
        | team     |
        | Payments |
      When PingFederate pushes the group 'Payments' with Ada
      Then PingFederate's requests were
        | method | target                            | status |
        | GET    | /Groups?startIndex=1&count=100    | 200    |
        | PATCH  | /Groups/{Payments}                | 204    |
      And the only changes in PactFlow are
        | +members | 1 |

  @trap-08
  Rule: OneLogin's template writes booleans as strings and an id that is null

    Scenario: created
      When OneLogin assigns Ada
      Then the last POST carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","active":"true","id":null}
        """
      And the only changes in PactFlow are
        | +users | 1 |
