@wire @rfc7644-4 @smoke
Feature: Discovery
  What the service can do is what it says it can do. Okta never asks; others believe every word.

  Background:
    Given PactFlow is connected

  Rule: the configuration is the truth

    Scenario: what is offered, and what is not
      When an identity provider sends
        """
        GET /ServiceProviderConfig
        Accept: application/scim+json
        """
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
          "patch": {"supported": true},
          "bulk": {"supported": true, "maxOperations": "…", "maxPayloadSize": "…"},
          "filter": {"supported": true, "maxResults": "…"},
          "changePassword": {"supported": false},
          "sort": {"supported": "…"},
          "etag": {"supported": "…"},
          "authenticationSchemes": [{"type": "oauthbearertoken", "name": "…", "description": "…"}],
          "meta": {"resourceType": "ServiceProviderConfig", "location": "…"}
        }
        """

  Rule: there are users and groups

    Scenario: both resource types are listed
      When an identity provider sends
        """
        GET /ResourceTypes
        """
      Then the answer is
        """
        200

        {
          "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
          "totalResults": 2,
          "Resources": [
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "User", "name": "User", "endpoint": "/Users", "schema": "urn:ietf:params:scim:schemas:core:2.0:User"},
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "Group", "name": "Group", "endpoint": "/Groups", "schema": "urn:ietf:params:scim:schemas:core:2.0:Group"}
          ]
        }
        """

    Scenario Outline: one at a time: <Name>
      When an identity provider sends
        """
        GET /ResourceTypes/<Name>
        """
      Then the answer is
        """
        200

        {"id": "<Name>", "name": "<Name>", "endpoint": "/<Name>s"}
        """

      Examples:
        | Name  |
        | User  |
        | Group |

  @DEC-08
  Rule: the schemas list what is stored, and nothing else

    Scenario: both schemas are listed
      When an identity provider sends
        """
        GET /Schemas
        """
      Then the answer is
        """
        200

        {
          "totalResults": 2,
          "Resources": [
            {"id": "urn:ietf:params:scim:schemas:core:2.0:User", "name": "User", "attributes": "…"},
            {"id": "urn:ietf:params:scim:schemas:core:2.0:Group", "name": "Group", "attributes": "…"}
          ]
        }
        """

    Scenario Outline: one at a time: <Schema>
      When an identity provider sends
        """
        GET /Schemas/urn:ietf:params:scim:schemas:core:2.0:<Schema>
        """
      Then the answer is
        """
        200

        {"id": "urn:ietf:params:scim:schemas:core:2.0:<Schema>", "name": "<Schema>"}
        """

      Examples:
        | Schema |
        | User   |
        | Group  |

  Rule: discovery is read only, and what is not there is not there

    Scenario Outline: <Because>
      When an identity provider sends
        """
        <Method> <Path>
        Content-Type: application/json

        {}
        """
      Then Okta is refused because '<Reason>'

      Examples:
        | Method | Path                          | Reason                           | Because                              |
        | POST   | /ServiceProviderConfig        | this method has no meaning here  | the configuration cannot be written  |
        | POST   | /ResourceTypes                | this method has no meaning here  | resource types cannot be written     |
        | POST   | /Schemas                      | this method has no meaning here  | schemas cannot be written            |
        | GET    | /ResourceTypes/Robot          | there is nothing at this address | no such resource type                |
        | GET    | /Schemas/urn:example:Robot    | there is nothing at this address | no such schema                       |

  @DEC-24
  Rule: discovery needs no token

    Scenario Outline: <Path>, the token is <Token>
      Given the token is <Token>
      When an identity provider sends
        """
        GET <Path>
        """
      Then Okta is told it worked

      Examples:
        | Path                   | Token   |
        | /ServiceProviderConfig | missing |
        | /ResourceTypes         | missing |
        | /ResourceTypes/User    | missing |
        | /Schemas               | missing |
        | /ServiceProviderConfig | unknown |
