@wire
Feature: Whole sessions of an app made with Okta's wizard
  Request by request, as such an app sends them: it reads, then writes back the whole of what it read.

  Background:
    Given PactFlow is connected

  @O-1 @needs:alone
  Rule: O-1 the connection is tested by a page of two users

    Scenario: nobody is there
      When Okta tests the connection
      Then Okta's requests were
        | method | target                       | status |
        | GET    | /Users?startIndex=1&count=2  | 200    |
      And the answer is
        """
        200
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}
        """

    Scenario: more people than fit on the page
      Given Ada, Grace and Alan are assigned in Okta
      When Okta tests the connection
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":1,"itemsPerPage":2,"Resources":[{"id":"{Ada}"},{"id":"{Grace}"}]}
        """

  @O-2 @okta:assign
  Rule: O-2 a person who is unknown is looked up and created

    Scenario: look-up and creation
      When Okta assigns Ada
      Then Okta's requests were
        | method | target                                                                        | status |
        | GET    | /Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100      | 200    |
        | POST   | /Users                                                                        | 201    |
      And the last POST carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"primary":true,"value":"ada@acme.io","type":"work"}],"displayName":"Ada Lovelace","locale":"en-US","externalId":"00uada00000000000000","groups":[],"password":"…","active":true}
        """
      And the answer is
        """
        201
        Location: …

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{Ada}","externalId":"00uada00000000000000","userName":"ada@acme.io","name":{"givenName":"Ada","familyName":"Lovelace"},"active":true,"emails":[{"value":"ada@acme.io","primary":true,"type":"work"}],"meta":{"resourceType":"User"}}
        """
      And the only changes in PactFlow are
        | +users | 1 |

    Scenario: with the enterprise extension
      When Okta assigns Ada with
        | department | Sales |
      Then the last POST carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales"}}
        """
      And the only changes in PactFlow are
        | +users | 1 |

    @trap-23
    Scenario Outline: look-ups in every encoding: <Because>
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        GET /Users?<Query>
        """
      Then Okta finds Ada

      Examples:
        | Query                                                              | Because                         |
        | filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100  | blanks as %20                   |
        | filter=userName+eq+%22ada%40acme.io%22&startIndex=1&count=100      | blanks as plus signs            |
        | startIndex=1&count=100&filter=userName+eq+%22ada%40acme.io%22      | parameters in another order     |
        | filter=userName+eq+%22ada@acme.io%22                               | a raw at sign                   |
        | filter=USERNAME%20EQ%20%22ada%40acme.io%22                         | names and operators in capitals |
        | filter=userName+eq+"ada%40acme.io"                                 | raw quotation marks             |

    @needs:control
    Scenario: a creation whose answer was lost is found by the look-up of the retry
      Given PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        |
        | Ada    | ada@acme.io         | 00uada00000000000000 |
      When Okta assigns Ada
      Then Okta's requests were
        | method | target                                                                   | status |
        | GET    | /Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100 | 200    |
        | GET    | /Users/{Ada}                                                             | 200    |
        | PUT    | /Users/{Ada}                                                             | 200    |
      And nothing changes in PactFlow

  @O-3 @okta:assign @needs:control
  Rule: O-3 a person who is there is read and written back

    Scenario: the body that Okta read comes back with Okta's values in it
      Given PactFlow already has these people
        | person | externalIdpUsername | name         | firstName |
        | Ada    | ada@acme.io         | Mona Octocat |           |
      When Okta assigns Ada
      Then the last PUT carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{Ada}","userName":"ada@acme.io","name":{"formatted":"Mona Octocat","givenName":"Ada","familyName":"Lovelace"},"displayName":"Ada Lovelace","externalId":"00uada00000000000000","active":true,"meta":{"resourceType":"User"}}
        """
      And PactFlow stores Ada with
        | name | Ada Lovelace |
      And the only changes in PactFlow are
        | ~users.externalIdpId | 1 |
        | ~users.firstName     | 1 |
        | ~users.name          | 1 |

  @O-4 @okta:update
  Rule: O-4 a change is a read and a write

    Scenario: the answer is the updated person
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | name.familyName | King |
      Then Okta's requests were
        | method | target       | status |
        | GET    | /Users/{Ada} | 200    |
        | PUT    | /Users/{Ada} | 200    |
      And the answer is
        """
        200

        {"id":"{Ada}","name":{"givenName":"Ada","familyName":"King"},"displayName":"Ada King"}
        """
      And the only changes in PactFlow are
        | ~users.lastName | 1 |
        | ~users.name     | 1 |

  @O-5 @okta:deactivate
  Rule: O-5 a deactivation is a read and a write, and the person stays readable

    Scenario: deactivated
      Given Ada is assigned in Okta
      When Okta deactivates Ada
      Then Okta's requests were
        | method | target       | status |
        | GET    | /Users/{Ada} | 200    |
        | PUT    | /Users/{Ada} | 200    |
      And the answer is
        """
        200

        {"id":"{Ada}","active":false}
        """
      And the only changes in PactFlow are
        | ~users.active | 1 |

  @O-6 @okta:reactivate
  Rule: O-6 a reactivation begins with the look-up and gives the same id

    Scenario: reactivated
      Given Ada is assigned in Okta
      And Okta has deactivated Ada
      When Okta reactivates Ada
      Then Okta's requests were
        | method | target                                                                   | status |
        | GET    | /Users?filter=userName%20eq%20%22ada%40acme.io%22&startIndex=1&count=100 | 200    |
        | GET    | /Users/{Ada}                                                             | 200    |
        | PUT    | /Users/{Ada}                                                             | 200    |
      And the only changes in PactFlow are
        | ~users.active | 1 |

  @O-7 @okta:import
  Rule: O-7 an import reads pages of a hundred

    @needs:control
    Scenario: 250 people in three pages
      Given PactFlow already has 250 people
      When Okta imports everyone
      Then Okta's requests were
        | method | target                          | status |
        | GET    | /Users?startIndex=1&count=100   | 200    |
        | GET    | /Users?startIndex=101&count=100 | 200    |
        | GET    | /Users?startIndex=201&count=100 | 200    |
      And Okta finds 250 people
      And nothing changes in PactFlow

    @trap-11 @needs:alone
    Scenario Outline: <Because>
      Given Ada, Grace and Alan are assigned in Okta
      When an identity provider sends
        """
        GET /Users?<Query>
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":<Start>,"itemsPerPage":<Items>}
        """

      Examples:
        | Query                   | Start | Items | Because                                |
        | startIndex=1&count=1    | 1     | 1     | a page of one                          |
        | startIndex=2&count=100  | 2     | 2     | a page that begins later               |
        | startIndex=4&count=100  | 4     | 0     | a page beyond the end                  |
        | startIndex=0&count=100  | 1     | 3     | a start below one is one               |
        | startIndex=-5           | 1     | 3     | a negative start is one                |
        | count=0                 | 1     | 0     | a count of zero asks for the total     |
        | count=-1                | 1     | 0     | a negative count is zero               |
        | count=1000000           | 1     | 3     | a count beyond everything              |

  @O-8 @okta:import @needs:alone
  Rule: O-8 groups are imported with their members

    Scenario: a page of groups
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When Okta imports the groups
      Then the answer is
        """
        200

        {"totalResults":2,"startIndex":1,"itemsPerPage":2,"Resources":[{"displayName":"Default","members":[{"value":"{Ada}"}]},{"id":"{Payments}","displayName":"Payments","members":[{"value":"{Ada}","display":"Ada Lovelace"}]}]}
        """

  @O-9 @okta:group-push
  Rule: O-9 a new group is looked up, created, read and written

    Scenario: seven members
      Given Ada, Grace, Alan, Edsger, Barbara, Donald and Frances are assigned in Okta
      When Okta pushes the group 'Payments' with Ada, Grace, Alan, Edsger, Barbara, Donald and Frances
      Then Okta's requests were
        | method | target                                                                       | status |
        | GET    | /Groups?filter=displayName%20eq%20%22Payments%22&startIndex=1&count=100      | 200    |
        | POST   | /Groups                                                                      | 201    |
        | GET    | /Groups/{Payments}                                                           | 200    |
        | PUT    | /Groups/{Payments}                                                           | 200    |
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 7 |

    @trap-29
    Scenario: members have neither type nor reference, and may have no display
      Given Ada and Grace are assigned in Okta
      When an identity provider sends
        """
        POST /Groups
        Content-Type: application/scim+json; charset=utf-8

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Payments","members":[{"value":"{Ada}","display":null},{"value":"{Grace}"}]}
        """
      Then the answer is
        """
        201

        {"id":"{Payments}","displayName":"Payments","members":[{"value":"{Ada}","type":"User"},{"value":"{Grace}","type":"User"}]}
        """
      And the only changes in PactFlow are
        | +teams   | 1 |
        | +members | 2 |

  @O-10 @okta:group-push @needs:control
  Rule: O-10 a group that is there is linked

    Scenario: the members that were there stay
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Alan   | alan@acme.io        |
      And PactFlow already has these teams
        | team     | members |
        | Payments | Alan    |
      And Ada is assigned in Okta
      When Okta pushes the group 'Payments' with Ada
      Then Okta's requests were
        | method | target                                                                  | status |
        | GET    | /Groups?filter=displayName%20eq%20%22Payments%22&startIndex=1&count=100 | 200    |
        | GET    | /Groups/{Payments}                                                      | 200    |
        | PUT    | /Groups/{Payments}                                                      | 200    |
      And the only changes in PactFlow are
        | +members | 1 |

  @O-11 @okta:group-push
  Rule: O-11 a new name comes with the whole list of members

    Scenario: renamed
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When Okta renames the group 'Payments' to 'Billing'
      Then the last PUT carried
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"{Billing}","displayName":"Billing","members":[{"value":"{Ada}","display":"ada@acme.io"}]}
        """
      And the only changes in PactFlow are
        | ~teams.name | 1 |

  @O-12 @okta:group-push @trap-04
  Rule: O-12 a membership is the whole list

    Scenario: one joins, one leaves
      Given Ada, Grace and Alan are assigned in Okta
      And Okta has pushed the group 'Payments' with Ada and Grace
      When Okta replaces Ada by Alan in the group 'Payments'
      Then the last PUT carried
        """
        {"displayName":"Payments","members":[{"value":"{Grace}","display":"grace@acme.io"},{"value":"{Alan}","display":"alan@acme.io"}]}
        """
      And the only changes in PactFlow are
        | +members | 1 |
        | -members | 1 |

  @O-13 @okta:group-push
  Rule: O-13 a deletion has a content type and no body

    Scenario: deleted
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When Okta deletes the group 'Payments'
      Then the answer is
        """
        204
        """
      And the only changes in PactFlow are
        | -teams | 1 |

  @O-14 @okta:group-push
  Rule: O-14 a group is read with its members

    Scenario: read
      Given Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When an identity provider sends
        """
        GET /Groups/{Payments}
        """
      Then the answer is
        """
        200

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"{Payments}","displayName":"Payments","members":[{"value":"{Ada}","display":"Ada Lovelace"}],"meta":{"resourceType":"Group","location":"…"}}
        """

    @trap-31
    Scenario: a group that is not there
      When an identity provider sends
        """
        GET /Groups/010101001010101011001010101011
        """
      Then Okta is refused because 'there is no such group'
