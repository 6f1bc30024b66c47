@wire @rfc7644-3.4.3
Feature: Searching by POST
  A query may stand in a body, where no access log keeps what somebody looked for.

  Background:
    Given PactFlow is connected
    And Ada, Grace and Alan are assigned in Okta
    And Okta has pushed the group 'Payments' with Ada

  Rule: it is answered as the same query in the address

    Scenario Outline: <Because>
      When an identity provider sends
        """
        POST <Path>
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],<Query>}
        """
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[<Found>]}
        """
      And nothing changes in PactFlow

      Examples:
        | Path            | Query                                                                     | Found                                                                              | Because                |
        | /Users/.search  | "filter":"userName eq \\"ada@acme.io\\""                                  | {"id":"{Ada}","userName":"ada@acme.io"}                                            | people                 |
        | /Groups/.search | "filter":"displayName eq \\"Payments\\""                                  | {"id":"{Payments}","displayName":"Payments"}                                       | groups                 |
        | /Users/.search  | "filter":"userName eq \\"ada@acme.io\\"","attributes":["userName"]        | {"id":"{Ada}","userName":"ada@acme.io","emails":null}                              | some attributes        |
        | /Users/.search  | "filter":"userName eq \\"ada@acme.io\\"","excludedAttributes":["emails"]  | {"id":"{Ada}","userName":"ada@acme.io","emails":null,"displayName":"Ada Lovelace"} | all attributes but one |
        | /.search        | "filter":"userName eq \\"ada@acme.io\\""                                  | {"id":"{Ada}","meta":{"resourceType":"User"}}                                      | only people have that  |

  @DEC-29 @rfc7644-3.4.2.1 @needs:alone
  Rule: a search of everything lists people first, then groups

    Scenario Outline: <Because>
      When an identity provider sends
        """
        POST /.search
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"<Filter>"}
        """
      Then the answer is
        """
        200

        {"totalResults":<Number>,"Resources":[<Found>]}
        """

      Examples:
        | Filter                                                     | Number | Found                                                                                                | Because                           |
        | displayName eq \\"Ada Lovelace\\" or displayName eq \\"Payments\\" | 2 | {"id":"{Ada}","meta":{"resourceType":"User"}},{"id":"{Payments}","meta":{"resourceType":"Group"}}    | a name that both kinds have       |
        | userName sw \\"a\\"                                        | 2      | {"id":"{Ada}"},{"id":"{Alan}"}                                                                       | an attribute that only people have |
        | members.value eq \\"{Ada}\\" and displayName eq \\"Payments\\" | 1      | {"id":"{Payments}"}                                                                                  | an attribute that only groups have |

  Rule: a body that is no search is refused

    Scenario Outline: <Because>
      When an identity provider sends
        """
        POST /Users/.search
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because '<Reason>'

      Examples:
        | Body                                                                                                        | Reason                       | Because                    |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName equals"}              | the filter is not understood | a filter that is none      |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"filter":"userName eq \\"ada@acme.io\\""}      | the body is not understood   | the schema of another body |
        | ["userName"]                                                                                                | the body is not understood   | a list                     |
