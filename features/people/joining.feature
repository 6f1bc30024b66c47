@smoke @okta:assign
Feature: Somebody joins
  Whoever is assigned to PactFlow in the identity provider gets an account, once.

  Background:
    Given PactFlow is connected

  Rule: whoever is new gets an account

    Scenario Outline: <Because>
      When <Provider> assigns Ada
      Then <Provider> is told it worked
      And PactFlow stores Ada with
        | externalIdpUsername | ada@acme.io          |
        | externalIdpId       | 00uada00000000000000 |
        | email               | ada@acme.io          |
        | firstName           | Ada                  |
        | lastName            | Lovelace             |
        | name                | Ada Lovelace         |
        | active              | true                 |
        | roles               | User                 |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Provider             | Because               |
        | Okta's wizard app    | Okta's wizard app     |
        | Okta's catalogue app | Okta's catalogue app  |
        | Entra                | Entra                 |
        | Entra with the flag  | Entra with the flag   |

    Scenario: several people
      When Okta assigns Ada, Grace and Alan
      Then Alan is active in PactFlow
      And the only changes in PactFlow are
        | +users | 3 |

    Scenario: only what Okta must send
      When Okta assigns Ada with
        | displayName | |
        | locale      | |
        | externalId  | |
      Then PactFlow stores Ada with
        | name          | Ada Lovelace |
        | externalIdpId |              |
      And the only changes in PactFlow are
        | +users | 1 |

  Rule: PactFlow's own defaults stay

    Scenario: a new person is in the default role and the default team
      When Okta assigns Ada
      Then PactFlow stores Ada with
        | roles | User    |
        | teams | Default |
      And the only changes in PactFlow are
        | +users | 1 |

  Rule: whoever is there already is linked, not created again

    @needs:control
    Scenario Outline: <Because>
      Given PactFlow already has these people
        | person | externalIdpUsername   |
        | Ada    | <Name in PactFlow>    |
      When <Provider> assigns Ada
      Then <Provider> is told it worked
      And PactFlow stores Ada with
        | externalIdpId | 00uada00000000000000 |
      And the only changes in PactFlow are
        | ~users.externalIdpId       | 1         |
        | ~users.externalIdpUsername | <Renamed> |

      Examples:
        | Provider             | Name in PactFlow | Renamed | Because                                   |
        | Okta's wizard app    | ADA@acme.io      | 1       | the name is there in another case         |
        | Okta's catalogue app | Ada@Acme.io      | 1       | so it is for the catalogue app            |

    @needs:control
    Scenario: linking somebody keeps roles and teams
      Given PactFlow already has these people
        | person | externalIdpUsername | roles         |
        | Ada    | ada@acme.io         | Administrator |
      And PactFlow already has these teams
        | team     | members |
        | Payments | Ada     |
      When Okta assigns Ada
      Then PactFlow stores Ada with
        | roles | Administrator |
        | teams | Default, Payments |
      And the only changes in PactFlow are
        | ~users.externalIdpId | 1 |

    @needs:control
    Scenario: linking somebody inactive makes them active
      Given PactFlow already has these people
        | person | externalIdpUsername | active |
        | Ada    | ada@acme.io         | false  |
      When Okta assigns Ada
      Then Ada is active in PactFlow
      And the only changes in PactFlow are
        | ~users.active        | 1 |
        | ~users.externalIdpId | 1 |

    Scenario: a retry finds whoever was created
      Given Ada is assigned in Okta
      When Okta assigns Ada
      Then Okta is told it worked
      And nothing changes in PactFlow
