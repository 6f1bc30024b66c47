@wire @rfc7644-3.11
Feature: What is not offered
  An operation of the protocol that the service does not offer is named as such.

  Background:
    Given PactFlow is connected

  Rule: there is no resource for the caller

    Scenario Outline: <Because>
      When an identity provider sends
        """
        <Method> /Me
        Content-Type: application/scim+json

        {}
        """
      Then Okta is refused because 'the operation is not offered'

      Examples:
        | Method | Because        |
        | GET    | it is not read |

      @needs:alone
      Examples:
        | Method | Because           |
        | PATCH  | it is not changed |
        | DELETE | it is not deleted |
