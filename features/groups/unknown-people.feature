@DEC-13 @trap-15
Feature: A group names people whom PactFlow does not know
  Nothing is applied by half: either the whole request, or nothing of it.

  Background:
    Given PactFlow is connected

  Rule: the whole request is refused, and the explanation names who is unknown

    Scenario Outline: <Because>
      Given Ada, Grace and Katherine are assigned in <Provider>
      And <Provider> has pushed the group 'Payments' with Ada
      And Katherine was deleted in PactFlow
      When <Provider> replaces Ada by Grace and Katherine in the group 'Payments'
      Then <Provider> is refused because 'PactFlow does not know that member'
      And the explanation names 'Katherine'
      And the team 'Payments' has exactly Ada
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                                      |
        | Okta's wizard app    | a whole list with one unknown                |
        | Okta's catalogue app | a removal and an addition with one unknown   |

  @DEC-21
  Rule: an id that is none is unknown too

    @wire
    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        PATCH /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"<Id>"}]}]}
        """
      Then Okta is refused because 'PactFlow does not know that member'
      And the team 'Payments' has exactly Ada
      And nothing changes in PactFlow

      Examples:
        | Id                                   | Because                     |
        | 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999 | a UUID that nobody has      |
        | 00u1AbCdEfGhIjKlM0x7                 | the identity provider's id  |

  Rule: removing somebody unknown succeeds without effect

    @wire
    Scenario: somebody unknown is no member
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        PATCH /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999\"]"}]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow
