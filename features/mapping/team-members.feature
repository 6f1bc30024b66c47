@MAP-G05
Feature: Who is in a team
  The members of a pushed group are the members of the team.

  Background:
    Given PactFlow is connected
    And Ada, Grace and Alan are assigned in Okta

  Rule: the members that are pushed are the members of the team

    Scenario Outline: <Because>
      When Okta pushes the group 'Payments' with <People>
      Then the team 'Payments' has exactly <People>

      Examples:
        | People              | Because                 |
        | nobody              | a group may be empty    |
        | Ada                 | one member              |
        | Ada, Grace and Alan | several members         |

  @MAP-G06
  Rule: a member is read back with the name that PactFlow has

    Scenario: the name, not what the identity provider displays
      Given Okta has pushed the group 'Payments' with Ada
      When Okta pushes the group 'Payments' with Ada
      Then Okta reads the group 'Payments' back with
        | members.display | Ada Lovelace |
      And nothing changes in PactFlow

  @DEC-13
  Rule: a list of members is exact, an empty one empties, and absence leaves alone

    Scenario Outline: <Because>
      Given Okta has pushed the group 'Payments' with Ada and Grace
      When an identity provider sends
        """
        PUT /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Payments"<Members>}
        """
      Then Okta is told it worked
      And the team 'Payments' has exactly <Left>

      @wire
      Examples:
        | Members                                                       | Left           | Because                                |
        | ,"members":[{"value":"{Alan}"}]                               | Alan           | the list is the membership             |
        | ,"members":[{"value":"{Ada}"},{"value":"{Ada}"}]              | Ada            | who is named twice is there once       |
        | ,"members":[]                                                 | nobody         | an empty list empties the team         |
        |                                                               | Ada and Grace  | a list that is absent says nothing     |
        | ,"members":[{"value":"{Ada}","display":"X","type":"User"},{"value":"{Grace}","$ref":"../Users/{Grace}"}] | Ada and Grace | what else stands with a member is ignored |

  @DEC-13
  Rule: a member whom PactFlow does not know refuses the whole request

    Scenario Outline: <Because>
      Given <Provider> has pushed the group 'Payments' with nobody
      And Ada and Katherine are assigned in <Provider>
      And Katherine was deleted in PactFlow
      When <Provider> adds Ada and Katherine to the group 'Payments'
      Then <Provider> is refused because 'PactFlow does not know that member'
      And the explanation names 'Katherine'
      And the team 'Payments' has exactly nobody
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                      |
        | Okta's wizard app    | in a whole group             |
        | Okta's catalogue app | in an addition               |
        | Entra                | in an addition from Entra    |

    Scenario: a group with an unknown member is not created
      Given Katherine is assigned in Okta
      And Katherine was deleted in PactFlow
      When Okta pushes the group 'Payments' with Ada and Katherine
      Then Okta is refused because 'PactFlow does not know that member'
      And the team 'Payments' is gone in PactFlow

  @DEC-39 @wire @needs:control @needs:log
  Rule: a system account leaves its team only where it is named

    Scenario Outline: <Because>
      Given PactFlow already has these people
        | person   | type           |
        | Margaret | System Account |
      And PactFlow already has these teams
        | team     | members              |
        | Payments | Ada, Grace, Margaret |
      When an identity provider sends
        """
        PUT /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Payments","members":[<Members>]}
        """
      Then Okta is told it worked
      And the team 'Payments' has exactly <Held>
      And the log explains 'DEC-39'

      Examples:
        | Members                               | Held                   | Because                            |
        | {"value":"{Ada}"},{"value":"{Alan}"}  | Ada, Alan and Margaret | somebody joins and somebody leaves |
        |                                       | Margaret               | everybody leaves                   |
        | {"value":"{Ada}"}                     | Ada and Margaret       | somebody leaves                    |

    Scenario Outline: <Because>
      Given PactFlow already has these people
        | person   | type           |
        | Margaret | System Account |
      And PactFlow already has these teams
        | team     | members       |
        | Payments | Ada, Margaret |
      When an identity provider sends
        """
        PATCH /Groups/{Payments}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[<Operation>]}
        """
      Then Okta is told it worked
      And the team 'Payments' has exactly <Held>

      Examples:
        | Operation                                                       | Held               | Because                   |
        | {"op":"replace","path":"members","value":[{"value":"{Grace}"}]} | Grace and Margaret | the list is replaced      |
        | {"op":"remove","path":"members"}                                | Margaret           | everybody is removed      |
        | {"op":"remove","path":"members[value eq \\"{Margaret}\\"]"}     | Ada                | by name it can be removed |
