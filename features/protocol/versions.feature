@wire @rfc7644-3.14
Feature: Versions
  A resource has a version, and a client may insist on it.

  Background:
    Given PactFlow is connected
    And Ada is assigned in Okta

  Rule: a version is answered with the resource

    Scenario: in the header and in the document
      When an identity provider sends
        """
        GET /Users/{Ada}
        """
      Then the answer is
        """
        200
        ETag: …

        {"meta":{"version":"…"}}
        """

  Rule: a write that insists on another version is refused

    Scenario Outline: <Because>
      When an identity provider sends
        """
        <Method> /Users/{Ada}
        If-Match: W/"another"
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because 'the version is not the present one'
      And nothing changes in PactFlow

      Examples:
        | Method | Body                                                                                                                   | Because     |
        | PUT    | {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","active":false}                     | an update   |
        | PATCH  | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]} | a PATCH     |
        | DELETE |                                                                                                                        | a deletion  |

    Scenario: any version will do
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        If-Match: *
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}
        """
      Then Okta is told it worked
      And the only changes in PactFlow are
        | ~users.active | 1 |

  @DEC-20
  Rule: a version covers all that is shown of a resource, but not where and when it is shown

    Scenario: a group with its members has one
      Given Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups/{Payments}
        """
      Then the answer is
        """
        200
        ETag: …

        {"members":[{"value":"{Ada}"}],"meta":{"version":"…"}}
        """

    Scenario: a group whose members were not looked at has none
      Given Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups?excludedAttributes=members&filter=displayName%20eq%20%22Payments%22
        """
      Then the answer is
        """
        200

        {"totalResults":1,"Resources":[{"displayName":"Payments","members":null,"meta":{"version":null}}]}
        """

    Scenario: one group that was looked at has its version, even where its members are not shown
      Given Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups/{Payments}?excludedAttributes=members
        """
      Then the answer is
        """
        200
        ETag: …

        {"displayName":"Payments","members":null,"meta":{"version":"…"}}
        """
