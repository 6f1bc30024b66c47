@needs:control
Feature: Permissions
  PactFlow decides what a token may do. The façade passes its decision on and adds nothing.

  Background:
    Given PactFlow is connected

  Rule: a read-only token reads

    Scenario: the connection and look-ups work
      Given Ada is assigned in Okta
      And the token is read-only
      When Okta looks for 'ada@acme.io'
      Then Okta finds Ada

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      And the token is read-only
      When Okta <Does>
      Then Okta is refused because 'the token may not do that'
      And nothing changes in PactFlow

      Examples:
        | Does                                             | Because                |
        | assigns Alan                                     | nobody is created      |
        | deactivates Ada                                  | nobody is deactivated  |
        | adds Grace to the group 'Payments'               | nobody joins a group   |
        | renames the group 'Payments' to 'Billing'        | no group is renamed    |
        | deletes the group 'Payments'                     | no group is deleted    |
        | pushes the group 'Ledger' with nobody            | no group is created    |

  Rule: the SCIM role is enough for all that an identity provider does, although it cannot read roles

    Scenario: somebody gets a role, joins a group and leaves
      Given PactFlow already has these roles
        | role    | permissions          |
        | Auditor | contract_data:read:* |
      When Okta assigns Ada with
        | roles | Auditor |
      And Okta pushes the group 'Payments' with Ada
      And Okta deactivates Ada
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +users        | 1 |
        | +roles        | 1 |
        | -roles        | 1 |
        | +teams        | 1 |
        | +members      | 1 |
        | ~users.active | 1 |

  Rule: a token that may not read people finds out so, and is not told that there are none

    Scenario: an account that may only read teams
      Given Ada is assigned in Okta
      And the token may only 'team:read:*'
      When Okta looks for 'ada@acme.io'
      Then Okta is refused because 'the token may not do that'
      And nothing changes in PactFlow

    Scenario: an account that may only read people cannot push groups
      Given the token may only 'user:read:*, team:read:*'
      When Okta pushes the group 'Payments' with nobody
      Then Okta is refused because 'the token may not do that'
      And nothing changes in PactFlow
