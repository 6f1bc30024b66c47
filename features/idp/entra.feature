@wire @entra
Feature: Whole sessions of Entra ID
  In its default dialect, and with the flag that makes it follow the protocol.

  Background:
    Given PactFlow is connected

  @E-1
  Rule: E-1 the connection is tested by looking for nobody

    Scenario Outline: <Because>
      When <Provider> tests the connection
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}
        """

      Examples:
        | Provider            | Because             |
        | Entra               | the default dialect |
        | Entra with the flag | with the flag       |

  @E-2 @trap-24
  Rule: E-2 people are matched by one attribute, not always in quotation marks

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in Entra
      When an identity provider sends
        """
        GET /Users?filter=<Filter>
        """
      Then Entra finds Ada

      Examples:
        | Filter                                              | Because                           |
        | userName+eq+%22ada%40acme.io%22                     | the sign-in name                  |
        | externalId+eq+%2200uada00000000000000%22            | the identity provider's own id    |
        | externalId+eq+00uada00000000000000                  | without quotation marks           |
        | userName+eq"ada%40acme.io"                          | without a blank before the value  |
        | id+eq+%22{Ada}%22                                   | PactFlow's id                     |
        | displayName+eq+%22ada+lovelace%22                   | the display name, in any case     |

  @E-3
  Rule: E-3 a creation announces an extension that does not follow

    Scenario: created
      When Entra assigns Ada
      Then Entra's requests were
        | method | target                                          | status |
        | GET    | /Users?filter=userName+eq+%22ada%40acme.io%22   | 200    |
        | POST   | /Users                                          | 201    |
      And the last POST carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"00uada00000000000000","userName":"ada@acme.io","active":true,"emails":[{"primary":true,"type":"work","value":"ada@acme.io"}],"meta":{"resourceType":"User"},"name":{"givenName":"Ada","familyName":"Lovelace"},"roles":[]}
        """
      And PactFlow stores Ada with
        | roles | User |
      And the only changes in PactFlow are
        | +users | 1 |

  @E-4 @trap-06 @trap-12
  Rule: E-4 the default dialect capitalises operations and has one for each attribute

    Scenario: changed
      Given Ada is assigned in Entra
      When Entra changes Ada to
        | displayName     | Ada King         |
        | email           | ada.king@acme.io |
        | name.familyName | King             |
        | externalId      | Eqpj             |
        | department      | Sales            |
      Then the last PATCH carried
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"name.familyName","value":"King"},{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ada.king@acme.io"},{"op":"Replace","path":"displayName","value":"Ada King"},{"op":"Replace","path":"externalId","value":"Eqpj"},{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Sales"}]}
        """
      And the answer is
        """
        200

        {"id":"{Ada}","name":{"familyName":"King"},"displayName":"Ada King","externalId":"Eqpj","emails":[{"value":"ada.king@acme.io"}]}
        """
      And the only changes in PactFlow are
        | ~users.lastName      | 1 |
        | ~users.name          | 1 |
        | ~users.email         | 1 |
        | ~users.externalIdpId | 1 |

  @E-5 @trap-08
  Rule: E-5 somebody is disabled by a string

    Scenario: disabled
      Given Ada is assigned in Entra
      When Entra deactivates Ada
      Then the last PATCH carried
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}
        """
      And the answer is
        """
        200

        {"active":false}
        """
      And the only changes in PactFlow are
        | ~users.active | 1 |

    @trap-07
    Scenario Outline: <Because>
      Given Ada is assigned in Entra
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json; charset=utf-8

        <Body>
        """
      Then Entra is told it worked
      And Ada is inactive in PactFlow
      And the only changes in PactFlow are
        | ~users.active | 1 |

      Examples:
        | Body                                                                                                                                     | Because                                |
        | {"Operations":[{"op":"Replace","path":"active","value":false}],"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}              | the operations come before the schemas |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"operations":[{"op":"replace","path":"active","value":"false"}]}            | operations in small letters            |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"REPLACE","path":"ACTIVE","value":false}]}              | everything in capitals                 |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"Active":"FALSE"}}]}                 | a name in another case, and a string   |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}]} | the path with its schema |
        | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"id":"x","Operations":[{"op":"replace","name":"disable","path":"active","value":false}]} | members that nobody asked for |

  @E-6
  Rule: E-6 with the flag, attributes are merged into one operation with dotted keys

    Scenario: changed
      Given Ada is assigned in Entra with the flag
      When Entra with the flag changes Ada to
        | displayName     | Ada King         |
        | email           | ada.king@acme.io |
        | name.familyName | King             |
        | department      | Sales            |
      Then Entra with the flag's requests were
        | method | target                        | status |
        | PATCH  | /Users/{Ada}?aadOptscim062020 | 200    |
      And the last PATCH carried
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"ada.king@acme.io"},{"op":"replace","value":{"displayName":"Ada King","name.familyName":"King","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"Sales"}}]}
        """
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |
        | ~users.email    | 1 |

  @E-7
  Rule: E-7 groups are matched without their members, created empty and filled by operations

    Scenario: created and filled
      Given Ada and Grace are assigned in Entra
      When Entra pushes the group 'Payments' with Ada and Grace
      Then Entra's requests were
        | method | target                                                                  | status |
        | GET    | /Groups?excludedAttributes=members&filter=displayName+eq+%22Payments%22 | 200    |
        | POST   | /Groups                                                                 | 201    |
        | PATCH  | /Groups/{Payments}                                                      | 204    |
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 2 |

    Scenario Outline: members are left out where they are excluded: <Because>
      Given Ada is assigned in Entra
      And Entra has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups<Rest>
        """
      Then the answer is
        """
        200

        <Body>
        """

      Examples:
        | Rest                                                                    | Body                                                                                  | Because        |
        | /{Payments}?excludedAttributes=members                                  | {"displayName":"Payments","members":null}                                             | one group      |
        | ?excludedAttributes=members&filter=displayName+eq+%22payments%22        | {"totalResults":1,"Resources":[{"displayName":"Payments","members":null}]}            | a look-up      |

    @trap-01
    Scenario: removed by a list of values
      Given Ada and Grace are assigned in Entra
      And Entra has pushed the group 'Payments' with Ada and Grace
      When Entra removes Ada from the group 'Payments'
      Then the last PATCH carried
        """
        {"Operations":[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{Ada}"}]}]}
        """
      And the team 'Payments' has exactly Grace
      And the only changes in PactFlow are
        | -members | 1 |

    Scenario Outline: is somebody a member: <Because>
      Given Ada and Grace are assigned in Entra
      And Entra has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups?filter=<Filter>&attributes=id
        """
      Then the answer is
        """
        200

        {"totalResults":<Found>}
        """

      Examples:
        | Filter                                                   | Found | Because           |
        | id+eq+%22{Payments}%22+and+members+eq+%22{Ada}%22        | 1     | a member          |
        | id+eq+%22{Payments}%22+and+members+eq+%22{Grace}%22      | 0     | somebody else     |
        | members+eq+%22{Ada}%22+and+id+eq+%22{Payments}%22        | 1     | the other way round |

  @rfc7644-3.6
  Rule: a hard delete comes a month after the person was deleted in Entra

    Scenario: disabled, then deleted
      Given Ada is assigned in Entra
      And Entra has deactivated Ada
      When Entra deletes Ada
      Then Entra's requests were
        | method | target       | status |
        | DELETE | /Users/{Ada} | 204    |
      And the only changes in PactFlow are
        | -users | 1 |
