@wire
Feature: Addresses
  Where the service is found, and what it says of its own address.

  Background:
    Given PactFlow is connected

  @DEC-15 @trap-30
  Rule: slashes, versions and old spellings lead to the same place

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET <Path>
        """
      Then the answer is
        """
        200
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"]}
        """

      Examples:
        | Path            | Because                               |
        | /Users          | the usual address                     |
        | /Users/         | a slash at the end                    |
        | //Users         | a slash too many                      |
        | /v2/Users       | the version in the path               |
        | /v2//Users/     | all of it at once                     |
        | /User           | PactFlow's own page spells it so      |
        | /Groups         | groups                                |
        | /v2/Groups/     | groups with version and slash         |
        | /Users?aadOptscim062020 | a parameter that nobody knows |

  @DEC-15 @trap-19
  Rule: an unknown address is a SCIM error, not a web page

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET <Path>
        """
      Then Okta is refused because 'there is nothing at this address'

      Examples:
        | Path      | Because                     |
        | /         | the base address itself     |
        | /Robots   | no such resource            |
        | /v3/Users | no such version             |

  @trap-19
  Rule: a method that has no meaning is a SCIM error too

    Scenario Outline: <Because>
      When an identity provider sends
        """
        <Method> <Path>
        Content-Type: application/scim+json

        {}
        """
      Then Okta is refused because 'this method has no meaning here'

      Examples:
        | Method | Path                                        | Because                       |
        | POST   | /Users/6b1d6a54-2b4e-4c62-9d7e-0b7f5d3c9999 | nothing is posted to a person |

      @needs:alone
      Examples:
        | Method | Path    | Because                       |
        | DELETE | /Users  | all users cannot be deleted   |
        | PUT    | /Groups | all groups cannot be replaced |

  @DEC-16 @trap-16 @needs:control
  Rule: a resource's address is the one that it was asked for

    Scenario: both addresses of a new person agree
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        GET /v2/Users/{Ada}
        """
      Then the answer is
        """
        200

        {"id": "{Ada}", "meta": {"resourceType": "User", "location": "…"}}
        """

  @DEC-16 @needs:control @needs:settings
  Rule: behind a proxy the address is the public one

    Scenario: it is set
      Given PactFlow is connected with these settings
        | SCIM_PUBLIC_URL | https://scim.acme.io/scim |
      And Ada is assigned in Okta
      When an identity provider sends
        """
        GET /Users/{Ada}
        """
      Then the answer is
        """
        200

        {"meta": {"location": "https://scim.acme.io/scim/Users/{Ada}"}}
        """

    @DEC-23
    Scenario Outline: <Because>
      Given PactFlow is connected with these settings
        | SCIM_PUBLIC_URL             | <Public>  |
        | SERVER_SERVLET_CONTEXT_PATH | <Context> |
      And Ada is assigned in Okta
      When an identity provider sends
        """
        GET /Users/{Ada}
        """
      Then the answer is
        """
        200

        {"meta": {"location": "<Address>/Users/{Ada}"}}
        """

      Examples:
        | Public                          | Context | Address                         | Because                                |
        | https://scim.acme.io            | /scim   | https://scim.acme.io/scim       | without a path, the service's own path |
        | https://scim.acme.io/           | /people | https://scim.acme.io/people     | a slash is no path                     |
        | https://acme.io/provisioning/v1 | /scim   | https://acme.io/provisioning/v1 | with a path, nothing is added          |

  @trap-10
  Rule: media types are understood in every usual spelling

    Scenario Outline: <Because>
      When an identity provider sends
        """
        POST /Users
        Content-Type: <Content type>
        Accept: <Accept>

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","emails":[{"value":"ada@acme.io"}]}
        """
      Then the answer is
        """
        201
        Content-Type: application/scim+json

        {"userName": "ada@acme.io"}
        """

      @needs:control
      Examples:
        | Content type                                | Accept                               | Because                        |
        | application/scim+json                       | application/scim+json                | the protocol's own             |
        | application/scim+json; charset=utf-8        | application/scim+json; charset=utf-8 | with parameters                |
        | application/json                            | */*                                  | plain JSON                     |
        | APPLICATION/JSON;charset=UTF-8              | application/json                     | in capitals                    |
        | application/scim+json                       | text/html                            | an answer is never withheld    |

    @needs:control
    Scenario: what is no JSON by its type is refused
      When an identity provider sends
        """
        POST /Users
        Content-Type: text/xml

        <user/>
        """
      Then Okta is refused because 'the body is not JSON by its type'
      And nothing changes in PactFlow
