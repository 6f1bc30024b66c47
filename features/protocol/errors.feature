@wire @rfc7644-3.12 @trap-19
Feature: Errors
  Every answer is SCIM, whatever went wrong. The administrator of the identity provider reads the explanation.

  Background:
    Given PactFlow is connected

  Rule: an id of any form may be unknown

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users/<Id>
        """
      Then the answer is
        """
        404
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"…"}
        """

      Examples:
        | Id                                   | Because                         |
        | 6b1d6a54-2b4e-4c62-9d7e-0b7f5d3c9999 | a UUID that nobody has          |
        | 010101001010101011001010101011       | Okta's test sends digits        |
        | 00919288221112222                    | and shorter ones                |
        | abc%7D%7D                            | and rubbish                     |

  @DEC-21 @needs:control @needs:faults
  Rule: an id that is no UUID is nobody's, and PactFlow is not asked

    Scenario Outline: <Because>
      Given PactFlow is down
      When an identity provider sends
        """
        <Method> <Path>
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","displayName":"Ada"}
        """
      Then Okta is refused because '<Reason>'

      Examples:
        | Method | Path            | Reason                  | Because          |
        | GET    | /Users/ada      | there is no such person | a person         |
        | PUT    | /Users/42       | there is no such person | a change         |
        | DELETE | /Users/-        | there is no such person | a deletion       |
        | GET    | /Groups/ada     | there is no such group  | a group          |

  @trap-20
  Rule: a conflict says of which kind it is

    Scenario: a second creation
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        POST /Users
        Content-Type: application/json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","emails":[{"value":"ada@acme.io"}]}
        """
      Then the answer is
        """
        409

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"…"}
        """
      And nothing changes in PactFlow

  Rule: a body that cannot be read is refused

    Scenario Outline: <Because>
      When an identity provider sends
        """
        POST /Users
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because '<Reason>'
      And nothing changes in PactFlow

      Examples:
        | Body                                                                                            | Reason                     | Because                      |
        | {"userName":                                                                                    | the body is not understood | it ends too soon             |
        | "ada"                                                                                           | the body is not understood | it is a string               |
        | []                                                                                              | the body is not understood | it is a list                 |
        | {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"emails":[{"value":"ada@acme.io"}]}   | a sign-in name is required | nobody signs in              |
        | {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":7,"emails":[{"value":"ada@acme.io"}]} | a value is not of the expected type | a name is a number |

  Rule: what is missing is missing before a body is looked at

    @trap-31
    Scenario: an operation on a group that is not there
      When an identity provider sends
        """
        PATCH /Groups/6b1d6a54-2b4e-4c62-9d7e-0b7f5d3c9999
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Billing"}]}
        """
      Then Okta is refused because 'there is no such group'
      And nothing changes in PactFlow
