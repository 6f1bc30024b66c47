@smoke
Feature: Credentials
  The token that the identity provider sends is passed on to PactFlow, which decides. The façade has none of its own.

  Background:
    Given PactFlow is connected

  @needs:control
  Rule: the test of the connection works with a good token, whoever is there

    Scenario Outline: <Because>
      Given PactFlow already has <Count> people
      When <Provider> tests the connection
      Then <Provider> is told it worked
      And PactFlow is only read

      Examples:
        | Provider             | Count | Because                            |
        | Okta's wizard app    | 0     | Okta, nobody is there              |
        | Okta's wizard app    | 3     | Okta, more than fit on its page    |
        | Okta's catalogue app | 1     | Okta's catalogue app               |
        | Entra                | 0     | Entra, which looks for nobody      |
        | Entra with the flag  | 3     | Entra, with the flag in its address |

  Rule: without a good token nothing is answered

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      And the token is <Token>
      When Okta tests the connection
      Then Okta is refused because 'the token is missing or wrong'
      And nothing changes in PactFlow

      Examples:
        | Token     | Because                                        |
        | missing   | no token is sent                               |
        | unknown   | PactFlow does not know the token               |
        | malformed | what is sent is no bearer token                |

    Scenario: a look-up without a good token does not say that nobody is there
      Given Ada is assigned in Okta
      And the token is unknown
      When Okta assigns Grace
      Then Okta is refused because 'the token is missing or wrong'
      And nothing changes in PactFlow

  @needs:control
  Rule: it is the token's owner who acts

    Scenario: an administrator may read everybody
      Given Ada is assigned in Okta
      And the token is an administrator's
      When Okta looks for 'ada@acme.io'
      Then Okta finds Ada

    Scenario: PactFlow lets an administrator link nobody to an identity provider
      Given the token is an administrator's
      When Okta assigns Ada
      Then Okta is refused because 'the token may not do that'
      And nothing changes in PactFlow
