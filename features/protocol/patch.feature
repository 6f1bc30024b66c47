@wire @rfc7644-3.5.2
Feature: PATCH
  A list of operations is applied in order, and whole or not at all.

  Background:
    Given PactFlow is connected
    And Ada is assigned in Okta

  Rule: operations are applied whole or not at all

    Scenario: the second of two operations is wrong
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"The Countess"},{"op":"replace","path":"userName","value":""}]}
        """
      Then Okta is refused because 'a sign-in name is required'
      And nothing changes in PactFlow

  Rule: later operations see what earlier ones did

    Scenario: the same attribute twice
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"First"},{"op":"replace","path":"displayName","value":"Second"}]}
        """
      Then PactFlow stores Ada with
        | name | Second |
      And the only changes in PactFlow are
        | ~users.name | 1 |

    Scenario: a member is added and removed at once
      Given Okta has pushed the group 'Payments' with nobody
      When an identity provider sends
        """
        PATCH /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"{Ada}"}]},{"op":"remove","path":"members[value eq \"{Ada}\"]"}]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow

  @trap-13
  Rule: an operation without effect succeeds

    Scenario Outline: <Because>
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[<Operation>]}
        """
      Then the answer is
        """
        200

        {"id":"{Ada}","active":true,"displayName":"Ada Lovelace"}
        """
      And nothing changes in PactFlow

      Examples:
        | Operation                                                       | Because                           |
        | {"op":"replace","path":"active","value":true}                   | the present value                 |
        | {"op":"add","path":"displayName","value":"Ada Lovelace"}        | an addition of the present value  |
        | {"op":"remove","path":"title"}                                  | a removal of what is not stored   |
        | {"op":"replace","value":{}}                                     | nothing at all                    |
        | {"op":"replace","value":{"id":"{Ada}"}}                         | the person's own id               |

  Rule: a removal clears what can be cleared

    Scenario: the identity provider's id
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"externalId"}]}
        """
      Then PactFlow stores Ada with
        | externalIdpId |  |
      And the only changes in PactFlow are
        | ~users.externalIdpId | 1 |

    @DEC-06
    Scenario: all roles
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"roles"}]}
        """
      Then PactFlow stores Ada with
        | roles | [] |
      And the only changes in PactFlow are
        | -roles | 1 |

  Rule: a request that is no list of operations is refused

    Scenario Outline: <Because>
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because '<Reason>'
      And nothing changes in PactFlow

      Examples:
        | Body                                                                                                                                | Reason | Because |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"destroy","path":"active"}]}                       | the body is not understood | no such operation |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"path":"active","value":false}]}                        | the body is not understood | no operation is named |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":"none"}                                                   | the body is not understood | the operations are no list |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}                                                                       | the body is not understood | there are no operations |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":"x"}]}                           | a value is not of the expected type | a value without a path |
        | [1,2]                                                                                                                               | the body is not understood | a body that is no object |
        | {"schemas":                                                                                                                         | the body is not understood | a body that ends too soon |

  @DEC-18
  Rule: a person is answered whole, a group without a body unless attributes are asked for

    Scenario: a group with the attributes that were asked for
      Given Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        PATCH /Groups/{Payments}?attributes=displayName
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Billing"}]}
        """
      Then the answer is
        """
        200

        {"id":"{Billing}","displayName":"Billing","members":null}
        """
      And the only changes in PactFlow are
        | ~teams.name | 1 |

  @DEC-27
  Rule: what is fixed in PactFlow may be written without effect

    Scenario Outline: <Because>
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[<Operation>]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow

      Examples:
        | Operation                                                                        | Because                     |
        | {"op":"replace","path":"userType","value":"Employee"}                            | the type of a person        |
        | {"op":"add","path":"emails[type eq \\"work\\"].primary","value":true}            | whether an address is primary |
        | {"op":"replace","path":"emails[type eq \\"work\\"].type","value":"home"}         | the type of an address      |

  @DEC-31
  Rule: nothing to do is done, and a forgotten schema is forgiven, but not another one

    Scenario Outline: <Because>
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is told it worked
      And nothing changes in PactFlow

      Examples:
        | Body                                                                                                    | Because                     |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[]}                           | an empty list of operations |
        | {"Operations":[{"op":"replace","path":"active","value":true}]}                                          | no schema                   |

    Scenario: the schema of a person
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"Operations":[{"op":"replace","path":"active","value":false}]}
        """
      Then Okta is refused because 'the body is not understood'
      And nothing changes in PactFlow

  @DEC-32 @DEC-33 @DEC-34
  Rule: a refusal says whether the path, its filter, its target or the value was wrong

    Scenario Outline: <Because>
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[<Operation>]}
        """
      Then Okta is refused because '<Reason>'
      And nothing changes in PactFlow

      Examples:
        | Operation                                                                      | Reason                            | Because                          |
        | {"op":"replace","path":"emails[type equals 5].value","value":"a@acme.io"}      | the filter is not understood      | no such operator in the path     |
        | {"op":"replace","path":"emails[type eq 5","value":"a@acme.io"}                 | the path is not understood        | a bracket that is not closed     |
        | {"op":"replace","path":"emails..value","value":"a@acme.io"}                    | the path is not understood        | two dots                         |
        | {"op":"replace","path":"emails[type sw \\"h\\"].value","value":"a@acme.io"}    | the path leads to nothing         | nothing that matches, and no saying what it would be |
        | {"op":"remove"}                                                                | the path leads to nothing         | a removal of what is not named   |
        | {"op":"replace","path":"userName","value":null}                                | a sign-in name is required        | nothing for what is required     |
        | {"op":"remove","path":"userName"}                                              | what is required cannot be removed | a removal of what is required   |

  @DEC-33
  Rule: a value that is described and is not there is created, and one that is not there can be removed

    Scenario: a role that is described by its UUID
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"roles[value eq \"c1878b8e-d09e-11ea-8fde-af02c4677eb7\"].value","value":"c1878b8e-d09e-11ea-8fde-af02c4677eb7"}]}
        """
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +roles | 1 |

    Scenario: an address that is not there
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"emails[type eq \"home\"]"}]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow
