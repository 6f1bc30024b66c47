@needs:control @needs:log
Feature: The audit log
  For each change in PactFlow a line says what was changed, for whom, by which request and by which rule.

  Background:
    Given PactFlow is connected

  Rule: whatever changes is in the log, with the rule that led to it

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in Entra
      And Entra has pushed the group 'Payments' with Ada
      When Entra <Does>
      Then Entra is told it worked
      And the log explains '<Rule>'

      Examples:
        | Does                                      | Rule    | Because               |
        | deactivates Ada                           | MAP-U09 | a deactivation        |
        | deletes Ada                               | DEC-10  | a deletion            |
        | adds Grace to the group 'Payments'        | MAP-G05 | a membership          |
        | renames the group 'Payments' to 'Billing' | MAP-G02 | a new name of a group |

  @DEC-06 @DEC-25
  Rule: what is taken back is in the log too

    Scenario: a person whose role PactFlow does not know
      When Okta assigns Ada with
        | roles | 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999 |
      Then Okta is refused because 'PactFlow does not know that role'
      And the log explains 'DEC-25'
