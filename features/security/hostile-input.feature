@wire @needs:control
Feature: Hostile input
  What is too large, too deep or made to deceive is refused, in SCIM.

  Background:
    Given PactFlow is connected

  Rule: an id is an id, not a path

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users/<Id>
        """
      Then Okta is refused because 'there is no such person'
      And nothing changes in PactFlow

      Examples:
        | Id                                          | Because                       |
        | ..%2Froles                                  | an escaped slash              |
        | %2e%2e%2fadmin%2fteams                      | escaped dots                  |
        | x%3Fq=y                                     | an escaped question mark      |
        | %00                                         | a zero byte                   |
        | ada%0D%0AX-Injected:%20yes                  | an escaped end of line        |

  Rule: a filter has a depth that is enough for people

    Scenario: brackets without end
      When an identity provider sends
        """
        GET /Users?filter=((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((userName%20eq%20%22a%22))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
        """
      Then Okta is refused because 'the filter is not understood'

  @needs:settings
  Rule: a body has a size that is enough for people

    Scenario: a body that is too large
      Given PactFlow is connected with these settings
        | SCIM_MAX_BODY_SIZE | 1KB |
      When an identity provider sends
        """
        POST /Users
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","emails":[{"value":"ada@acme.io"}],"displayName":"Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Augusta Ada King, Countess of Lovelace"}
        """
      Then Okta is refused because 'the body is too large'
      And nothing changes in PactFlow

  Rule: what looks like an attribute of the machinery is an attribute that is not stored

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"<Name>":"x"}}]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow

      Examples:
        | Name           | Because                           |
        | __proto__      | a prototype                       |
        | uuid           | PactFlow's own id                 |
        | _embedded      | PactFlow's embedded resources     |
        | type           | PactFlow's type                   |
        | identityProviderId | PactFlow's identity provider  |
