@DEC-04 @DEC-19 @needs:control
Feature: System accounts are read, not written
  An identity provider must never disable the account that it uses itself.

  Background:
    Given PactFlow is connected
    And the token is an administrator's
    And PactFlow already has these people
      | person   | type           |
      | Margaret | System Account |

  @wire
  Rule: nobody writes a system account from outside

    Scenario Outline: <Because>
      When an identity provider sends
        """
        <Method> /Users/{Margaret}
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because 'a system account is not managed from outside'
      And nothing changes in PactFlow

      Examples:
        | Method | Body                                                                                                                  | Because                  |
        | PUT    | {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"margaret","active":false}                       | it cannot be updated     |
        | PATCH  | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]} | it cannot be deactivated |
        | DELETE |                                                                                                                       | it cannot be deleted     |

  @wire
  Rule: whoever may see a system account can read it

    Scenario: it has a type and a name, but no address and no sign-in name
      When an identity provider sends
        """
        GET /Users/{Margaret}
        """
      Then the answer is
        """
        200

        {"userType":"System Account","displayName":"Margaret Hamilton","active":true,"emails":null,"userName":null}
        """

  Rule: everyone is listed whom PactFlow shows to the token

    Scenario: an administrator's token lists system accounts beside people: Margaret's and the two that are built in
      Given the token is the usual one
      And Ada is assigned in Okta
      And the token is an administrator's
      When Okta imports everyone
      Then Okta finds 4 people

    Scenario: a token with the SCIM role lists people alone
      Given the token is the usual one
      And Ada and Grace are assigned in Okta
      When Okta imports everyone
      Then Okta finds Ada and Grace
