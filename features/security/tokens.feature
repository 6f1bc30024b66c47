@needs:control
Feature: Tokens
  What one token may see is never shown to another, whatever is kept in memory.

  Background:
    Given PactFlow is connected
    And Ada is assigned in Okta

  Rule: whoever was looked up with a good token is not shown to a worse one

    Scenario Outline: <Because>
      When Okta looks for 'ada@acme.io'
      And the token is <Token>
      And Okta looks for 'ada@acme.io'
      Then Okta is refused because 'the token is missing or wrong'
      And nothing changes in PactFlow

      Examples:
        | Token     | Because                       |
        | unknown   | PactFlow does not know it     |
        | missing   | no token is sent at all       |
        | malformed | what is sent is no token      |

    Scenario: a token that may not read people
      When Okta looks for 'ada@acme.io'
      And the token may only 'team:read:*'
      And Okta looks for 'ada@acme.io'
      Then Okta is refused because 'the token may not do that'

  Rule: nobody is deleted, changed or created without the permission

    Scenario Outline: <Because>
      Given the token may only 'user:read:*, team:read:*'
      When Entra <Does>
      Then Entra is refused because 'the token may not do that'
      And nothing changes in PactFlow

      Examples:
        | Does          | Because                |
        | assigns Grace | nobody is created      |
