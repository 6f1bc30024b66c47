@wire
Feature: Whole sessions of an app from Okta's catalogue
  Profiles are read and written back as by the wizard app. Activation, names of groups and memberships are operations.

  Background:
    Given PactFlow is connected

  @O-1
  Rule: O-1 the connection is tested in the same way

    Scenario: a page of two
      When Okta's catalogue app tests the connection
      Then Okta's catalogue app's requests were
        | method | target                      | status |
        | GET    | /Users?startIndex=1&count=2 | 200    |

  @O-2 @okta:assign
  Rule: O-2 people are created in the same way

    Scenario: look-up and creation
      When Okta's catalogue app assigns Ada
      Then Okta's catalogue app's requests were
        | method | target                                                                   | status |
        | GET    | /Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100 | 200    |
        | POST   | /Users                                                                   | 201    |
      And the only changes in PactFlow are
        | +users | 1 |

  @O-3 @O-6 @okta:reactivate
  Rule: O-3, O-6 a person who is there and inactive is activated, then read and written back

    Scenario: linked and activated
      Given Ada is assigned in Okta's catalogue app
      And Okta's catalogue app has deactivated Ada
      When Okta's catalogue app assigns Ada
      Then Okta's catalogue app's requests were
        | method | target                                                                   | status |
        | GET    | /Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100 | 200    |
        | PATCH  | /Users/{Ada}                                                             | 200    |
        | GET    | /Users/{Ada}                                                             | 200    |
        | PUT    | /Users/{Ada}                                                             | 200    |
      And the only changes in PactFlow are
        | ~users.active | 1 |

  @O-4 @okta:update
  Rule: O-4 a change is a read and a write

    Scenario: changed
      Given Ada is assigned in Okta's catalogue app
      When Okta's catalogue app changes Ada to
        | name.familyName | King |
      Then Okta's catalogue app's requests were
        | method | target       | status |
        | GET    | /Users/{Ada} | 200    |
        | PUT    | /Users/{Ada} | 200    |
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |

  @O-5 @okta:deactivate @trap-05 @DEC-18
  Rule: O-5 a deactivation is an operation without a path, answered with the person

    Scenario: deactivated
      Given Ada is assigned in Okta's catalogue app
      When Okta's catalogue app deactivates Ada
      Then the last PATCH carried
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}
        """
      And the answer is
        """
        200
        Content-Type: application/scim+json

        {"id":"{Ada}","userName":"ada@acme.io","active":false}
        """
      And the only changes in PactFlow are
        | ~users.active | 1 |

  @O-7 @O-8 @okta:import
  Rule: O-7, O-8 an import reads pages of a hundred

    @needs:control
    Scenario: 250 people in three pages
      Given PactFlow already has 250 people
      When Okta's catalogue app imports everyone
      Then Okta's catalogue app finds 250 people
      And nothing changes in PactFlow

    @needs:alone
    Scenario: groups
      Given Okta's catalogue app has pushed the group 'Payments' with nobody
      When Okta's catalogue app imports the groups
      Then Okta's catalogue app finds the groups 'Default, Payments'

  @O-9 @okta:group-push
  Rule: O-9 a new group is created, named again and filled again

    Scenario: seven members
      Given Ada, Grace, Alan, Edsger, Barbara, Donald and Frances are assigned in Okta's catalogue app
      When Okta's catalogue app pushes the group 'Payments' with Ada, Grace, Alan, Edsger, Barbara, Donald and Frances
      Then Okta's catalogue app's requests were
        | method | target                                                                  | status |
        | GET    | /Groups?filter=displayName%20eq%20%22Payments%22&startIndex=1&count=100 | 200    |
        | POST   | /Groups                                                                 | 201    |
        | PATCH  | /Groups/{Payments}                                                      | 204    |
        | PATCH  | /Groups/{Payments}                                                      | 204    |
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 7 |

  @O-10 @okta:group-push @needs:control
  Rule: O-10 a group that is there is linked by an addition

    Scenario: the members that were there stay
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Alan   | alan@acme.io        |
      And PactFlow already has these teams
        | team     | members |
        | Payments | Alan    |
      And Ada is assigned in Okta's catalogue app
      When Okta's catalogue app pushes the group 'Payments' with Ada
      Then the last PATCH carried
        """
        {"Operations":[{"op":"add","path":"members","value":[{"value":"{Ada}","display":"ada@acme.io"}]}]}
        """
      And the only changes in PactFlow are
        | +members | 1 |

  @O-11 @okta:group-push @trap-05 @DEC-18
  Rule: O-11 a new name comes in an operation that repeats the id

    Scenario: renamed
      Given Okta's catalogue app has pushed the group 'Payments' with nobody
      When Okta's catalogue app renames the group 'Payments' to 'Billing'
      Then the last PATCH carried
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"id":"{Billing}","displayName":"Billing"}}]}
        """
      And the answer is
        """
        204
        """
      And the only changes in PactFlow are
        | ~teams.name | 1 |

  @O-12 @okta:group-push
  Rule: O-12 a membership is removals first, then one addition

    Scenario: two leave, two join
      Given Ada, Grace, Alan and Edsger are assigned in Okta's catalogue app
      And Okta's catalogue app has pushed the group 'Payments' with Ada and Grace
      When Okta's catalogue app replaces Ada and Grace by Alan and Edsger in the group 'Payments'
      Then the last PATCH carried
        """
        {"Operations":[{"op":"remove","path":"members[value eq \"{Ada}\"]"},{"op":"remove","path":"members[value eq \"{Grace}\"]"},{"op":"add","path":"members","value":[{"value":"{Alan}","display":"alan@acme.io"},{"value":"{Edsger}","display":"edsger@acme.io"}]}]}
        """
      And the team 'Payments' has exactly Alan and Edsger
      And the only changes in PactFlow are
        | +members | 2 |
        | -members | 2 |

    @trap-03
    Scenario Outline: the whole list: <Because>
      Given Ada and Grace are assigned in Okta's catalogue app
      And Okta's catalogue app has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        PATCH /Groups/{Payments}
        Content-Type: application/scim+json; charset=utf-8

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[<Operation>]}
        """
      Then the answer is
        """
        204
        """
      And the team 'Payments' has exactly <Left>

      Examples:
        | Operation                                                                      | Left          | Because                            |
        | {"op":"replace","path":"members","value":[{"value":"{Grace}"}]}                | Grace         | a replacement is exact             |
        | {"op":"replace","path":"members","value":[]}                                   | nobody        | an empty replacement empties       |
        | {"op":"replace","value":{"members":[{"value":"{Grace}"}]}}                     | Grace         | a replacement without a path       |
        | {"op":"add","value":{"members":[{"value":"{Grace}"}]}}                         | Ada and Grace | an addition without a path         |
        | {"op":"remove","path":"members"}                                               | nobody        | a removal without a filter or value |
        | {"op":"add","path":"members","value":{"value":"{Grace}"}}                      | Ada and Grace | one value that is no list          |
        | {"op":"add","path":"members","value":"{Grace}"}                                | Ada and Grace | a bare id                          |
        | {"op":"remove","path":"members[value eq\\"{Ada}\\"]"}                            | nobody        | no blank before the value          |
        | {"op":"REMOVE","path":"MEMBERS[VALUE EQ \\"{Ada}\\"]"}                           | nobody        | all in capitals                    |

  @O-13 @okta:group-push
  Rule: O-13 a group is deleted

    Scenario: deleted
      Given Okta's catalogue app has pushed the group 'Payments' with nobody
      When Okta's catalogue app deletes the group 'Payments'
      Then the answer is
        """
        204
        """
      And the only changes in PactFlow are
        | -teams | 1 |

  @O-14 @okta:group-push @trap-25
  Rule: O-14 a group is read with all its members

    Scenario: read
      Given Ada and Grace are assigned in Okta's catalogue app
      And Okta's catalogue app has pushed the group 'Payments' with Ada and Grace
      When an identity provider sends
        """
        GET /Groups/{Payments}
        """
      Then the answer is
        """
        200

        {"id":"{Payments}","members":[{"value":"{Ada}"},{"value":"{Grace}"}]}
        """
