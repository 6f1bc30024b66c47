@MAP-U08 @DEC-03
Feature: People and system accounts
  PactFlow has two types of users. Okta sends a userType of its own, which means something else.

  Background:
    Given PactFlow is connected

  Rule: whoever is not called a system account is a person

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | userType | <Sent> |
      Then PactFlow stores Ada with
        | typeDescription | User |
      And Okta reads Ada back with
        | userType | User |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Sent     | Because                                  |
        | User     | PactFlow's own word                      |
        | user     | PactFlow's own word in another case      |
        | '0'      | PactFlow's number                        |
        |          | nothing is sent                          |
        | ''       | nothing is filled in, as is usual in Okta |
        | null     | null says nothing                        |
        | Employee | Okta's own userType means something else |

    @needs:log
    Scenario: a type that is not understood is reported
      When Okta assigns Ada with
        | userType | Employee |
      Then Okta is told it worked
      And the log explains 'DEC-03'

  Rule: the type of a user cannot be changed

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userType | <Sent> |
      Then Okta is refused because 'the type of a user cannot be changed'
      And nothing changes in PactFlow

      Examples:
        | Sent           | Because                                 |
        | System Account | a person does not become an account     |
        | system account | nor in another case                     |
        | '1'            | nor by PactFlow's number                |

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userType | <Sent> |
      Then Okta is told it worked
      And nothing changes in PactFlow

      Examples:
        | Sent     | Because                             |
        | USER     | the present type in another case    |
        | Employee | a word that is not PactFlow's       |
        | ''       | an empty type is no instruction     |

  Rule: PactFlow decides who may create a system account

    @needs:control
    Scenario: an administrator's token may, and no address is needed
      Given the token is an administrator's
      When Okta assigns Ada with
        | userType | System Account |
        | emails   |                |
      Then PactFlow stores Ada with
        | typeDescription | System Account |
      And the only changes in PactFlow are
        | +system_accounts | 1 |

    Scenario: a token with the SCIM role may not
      When Okta assigns Ada with
        | userType | System Account |
      Then Okta is refused because 'the token may not do that'
      And nothing changes in PactFlow
