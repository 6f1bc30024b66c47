@DEC-09
Feature: Writing somebody back
  Okta reads a person and writes the same body back with its own values in it. That must not change anything by itself.

  Background:
    Given PactFlow is connected

  @okta:update @needs:control
  Rule: writing back what was read changes nothing and writes nothing

    Scenario: somebody who was provisioned
      Given Ada is assigned in Okta
      When Okta refreshes Ada
      Then Okta is told it worked
      And nothing changes in PactFlow
      And PactFlow is only read

    Scenario: somebody with teams and roles
      Given PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles               |
        | Ada    | ada@acme.io         | 00uada00000000000000 | User, Administrator |
      And PactFlow already has these teams
        | team     | members | administrators |
        | Payments | Ada     | Ada            |
      And Ada is assigned in Okta
      When Okta refreshes Ada
      Then Okta is told it worked
      And nothing changes in PactFlow
      And PactFlow is only read

    Scenario: somebody inactive
      Given Ada is assigned in Okta
      And Okta has deactivated Ada
      When Okta deactivates Ada
      Then nothing changes in PactFlow
      And PactFlow is only read

  Rule: an update changes what it says and leaves the rest as it is

    Scenario: one name
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | displayName | The Countess |
      Then the only changes in PactFlow are
        | ~users.name | 1 |

    Scenario: several attributes at once are one update
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userName        | ada.king@acme.io |
        | email           | ada.king@acme.io |
        | name.familyName | King             |
        | displayName     | Ada King         |
      Then the only changes in PactFlow are
        | ~users.externalIdpUsername | 1 |
        | ~users.email               | 1 |
        | ~users.lastName            | 1 |
        | ~users.name                | 1 |

  @wire @rfc7644-3.5.1
  Rule: an update never creates

    Scenario: nobody has this id
      When an identity provider sends
        """
        PUT /Users/6b1d6a54-2b4e-4c62-9d7e-0b7f5d3c9999
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","emails":[{"value":"ada@acme.io"}]}
        """
      Then Okta is refused because 'there is no such person'
      And nothing changes in PactFlow
