@wire @rfc7644-3.9
Feature: Which attributes are answered
  A client may ask for some attributes, or for all but some. The id always comes.

  Background:
    Given PactFlow is connected
    And Ada is assigned in Okta
    And Okta has pushed the group 'Payments' with Ada

  Rule: what is asked for is answered, and nothing else

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET <Target>
        """
      Then the answer is
        """
        200

        <Body>
        """

      Examples:
        | Target                                                                             | Body                                                                        | Because                      |
        | /Users/{Ada}?attributes=userName                                                   | {"id":"{Ada}","userName":"ada@acme.io","active":null,"name":null}           | one attribute                |
        | /Users/{Ada}?attributes=USERNAME                                                   | {"id":"{Ada}","userName":"ada@acme.io","active":null}                       | in another case              |
        | /Users/{Ada}?attributes=name.givenName                                             | {"id":"{Ada}","name":{"givenName":"Ada","familyName":null},"userName":null} | a part of an attribute       |
        | /Users/{Ada}?attributes=urn:ietf:params:scim:schemas:core:2.0:User:userName,active | {"userName":"ada@acme.io","active":true,"name":null}                        | with its schema, and another |
        | /Users/{Ada}?excludedAttributes=groups,roles                                       | {"id":"{Ada}","userName":"ada@acme.io","groups":null,"roles":null}          | all but some                 |
        | /Users/{Ada}?excludedAttributes=id                                                 | {"id":"{Ada}"}                                                              | the id cannot be left out    |
        | /Users?attributes=id&filter=userName%20eq%20%22ada%40acme.io%22                    | {"totalResults":1,"Resources":[{"id":"{Ada}","userName":null}]}             | a list                       |
        | /Groups/{Payments}?attributes=displayName                                          | {"displayName":"Payments","members":null}                                   | a group                      |
        | /Groups/{Payments}?excludedAttributes=members                                      | {"displayName":"Payments","members":null}                                   | a group without its members  |
