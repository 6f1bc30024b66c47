@okta:deactivate
Feature: Somebody leaves
  Okta deactivates. Entra deactivates, and deletes about a month later.

  Background:
    Given PactFlow is connected

  Rule: whoever leaves keeps roles and teams, in case of a return

    Scenario: roles and teams stay
      Given Ada is assigned in Okta
      And PactFlow already has these teams
        | team     |
        | Payments |
      And Ada belongs to the team 'Payments'
      When Okta deactivates Ada
      Then PactFlow stores Ada with
        | active | false             |
        | roles  | User              |
        | teams  | Default, Payments |
      And the only changes in PactFlow are
        | ~users.active | 1 |

    Scenario: the others stay active
      Given Ada and Grace are assigned in Okta
      When Okta deactivates Ada
      Then Ada is inactive in PactFlow
      And Grace is active in PactFlow

  @DEC-10
  Rule: whoever is deleted is gone from every answer

    Scenario: the person
      Given Ada is assigned in Entra
      When Entra deletes Ada
      Then Entra is told it worked
      And the only changes in PactFlow are
        | -users | 1 |

    Scenario: look-ups
      Given Ada is assigned in Entra
      When Entra deletes Ada
      And Okta looks for 'ada@acme.io'
      Then Okta finds nobody

    Scenario: lists
      Given Ada and Grace are assigned in Entra
      When Entra deletes Ada
      And Okta imports everyone
      Then Okta finds Grace

    Scenario: the members of a group
      Given Ada and Grace are assigned in Entra
      And Entra has pushed the group 'Payments' with Ada and Grace
      When Entra deletes Ada
      Then the team 'Payments' has exactly Grace

    @wire @rfc7644-3.6
    Scenario Outline: <Because>
      Given Ada is assigned in Entra
      And Ada was deleted in PactFlow
      When an identity provider sends
        """
        <Method> /Users/{Ada}
        """
      Then Entra is refused because 'there is no such person'
      And nothing changes in PactFlow

      Examples:
        | Method | Because                              |
        | DELETE | a second deletion finds nobody       |
        | GET    | whoever is deleted cannot be read    |

  Rule: a name is free once its owner is deleted

    Scenario: somebody is created anew
      Given Ada is assigned in Entra
      And Ada was deleted in PactFlow
      When Entra assigns Ada
      Then Entra is told it worked
      And the only changes in PactFlow are
        | +users | 1 |
