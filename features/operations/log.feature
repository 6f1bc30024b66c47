@needs:control @needs:log
Feature: The log
  What the service understood otherwise than an identity provider may have meant is in the log, with the rule for it.

  Background:
    Given PactFlow is connected

  Rule: what an identity provider sends and PactFlow does not take is in the log

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | <Attribute> | <Value> |
      Then Okta is told it worked
      And the log explains '<Rule>'

      Examples:
        | Attribute  | Value    | Rule   | Because                                 |
        | title      | Countess | DEC-08 | an attribute that PactFlow has not      |
        | department | Sales    | DEC-08 | an attribute of an extension            |
        | userType   | Employee | DEC-03 | a type that is nobody's                 |

  Rule: what is taken back is in the log

    @DEC-25
    Scenario: a creation that is taken back
      When Okta assigns Ada with
        | roles | 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999 |
      Then Okta is refused because 'PactFlow does not know that role'
      And the only changes in PactFlow are
        | +users | 1 |
        | -users | 1 |
      And the log explains 'DEC-25'
