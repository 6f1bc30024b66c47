@wire @rfc7644-3.7
Feature: Many operations in one request
  What could be sent one after the other can be sent at once, and is answered one by one.

  Background:
    Given PactFlow is connected

  @DEC-28
  Rule: operations are carried out in order, and may refer to what earlier ones created

    Scenario: a person, and a group with that person
      When an identity provider sends
        """
        POST /Bulk
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"ada","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","emails":[{"value":"ada@acme.io"}]}},{"method":"POST","path":"/Groups","bulkId":"payments","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Payments","members":[{"value":"bulkId:ada"}]}}]}
        """
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[{"method":"POST","bulkId":"ada","location":"…","status":"201"},{"method":"POST","bulkId":"payments","location":"…","status":"201"}]}
        """
      And the only changes in PactFlow are
        | +users   | 1 |
        | +teams   | 1 |
        | +members | 1 |

  Rule: each operation succeeds or fails by itself

    Scenario: the first of two is refused
      When an identity provider sends
        """
        POST /Bulk
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"nobody","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"nobody@acme.io"}},{"method":"POST","path":"/Groups","bulkId":"payments","data":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Payments"}}]}
        """
      Then the answer is
        """
        200

        {"Operations":[{"bulkId":"nobody","status":"400","response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"invalidValue"}},{"bulkId":"payments","status":"201"}]}
        """
      And the only changes in PactFlow are
        | +teams | 1 |
