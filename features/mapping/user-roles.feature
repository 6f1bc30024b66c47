@MAP-U13 @DEC-06
Feature: What somebody may do
  Roles are chosen by their UUID. Okta has one custom attribute for each role and sends an entry for it even where nothing is filled in.

  Background:
    Given PactFlow is connected

  @okta:assign
  Rule: on creation the roles that are sent are the roles that are held, and where none are sent PactFlow's default stays

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | roles | <Sent> |
      Then PactFlow stores Ada with
        | roles | <Held> |

      Examples:
        | Sent           | Held        | Because                                         |
        |                | User        | nothing is sent, so the default role stays      |
        | []             | User        | an empty list adds nothing                      |
        | null           | User        | null adds nothing                               |
        | User           | User        | the default role is the one wanted              |
        | CI/CD          | CI/CD       | a role takes the place of the default           |
        | CI/CD, User    | CI/CD, User | two roles are held                              |
        | CI/CD, CI/CD   | CI/CD       | the same role twice is one role                 |
        | (unset)        | User        | an entry without a value is skipped             |
        | (empty)        | User        | an entry with an empty value is skipped         |
        | (null)         | User        | an entry with null for a value is skipped       |
        | CI/CD, (unset) | CI/CD       | an entry without a value does not hide the rest |

    @needs:control
    Scenario: a role that takes the place of the default leaves a trace of both
      When Okta assigns Ada with
        | roles | CI/CD |
      Then the only changes in PactFlow are
        | +users | 1 |
        | +roles | 1 |
        | -roles | 1 |

  @okta:update
  Rule: on an update the roles that are sent are exactly those that are held

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | roles | <Sent> |
      Then PactFlow stores Ada with
        | roles | <Held> |

      Examples:
        | Sent        | Held        | Because                                     |
        | CI/CD       | CI/CD       | another role takes the place of the present |
        | CI/CD, User | CI/CD, User | a second role is added                      |
        | User        | User        | the present role stays                      |
        | []          | []          | an empty list removes all                   |

    Scenario: roles that are not mentioned are left alone
      When Okta assigns Ada with
        | roles | CI/CD |
      And Okta changes Ada to
        | roles           |      |
        | name.familyName | King |
      Then PactFlow stores Ada with
        | roles | CI/CD |

    Scenario: an empty list removes what is there and nothing else
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | roles | [] |
      Then the only changes in PactFlow are
        | -roles | 1 |

  @DEC-22 @okta:update
  Rule: entries none of which has a value are an empty list, not silence

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | roles | <Sent> |
      Then Okta is told it worked
      And the only changes in PactFlow are
        | -roles | 1 |

      Examples:
        | Sent             | Because                                           |
        | (unset)          | an attribute for a role that is not filled in     |
        | (unset), (empty) | several of them                                   |
        | (null)           | a value that is null                              |

  Rule: a role is chosen by a UUID that PactFlow knows, or nothing of the request is applied

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | roles           | <Sent> |
        | name.familyName | King   |
      Then Okta is refused because '<Reason>'
      And nothing changes in PactFlow

      Examples:
        | Sent                                        | Reason                           | Because                |
        | 'boss'                                      | a role is chosen by its UUID     | a name is no UUID      |
        | 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999        | PactFlow does not know that role | nobody knows this UUID |
        | CI/CD, 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999 | PactFlow does not know that role | one of two is unknown  |

    Scenario: a name that is no UUID creates nobody
      When Okta assigns Ada with
        | roles | 'boss' |
      Then Okta is refused because 'a role is chosen by its UUID'
      And nothing changes in PactFlow

    Scenario: an unknown role leaves nobody behind
      When Okta assigns Ada with
        | roles | 3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999 |
      Then Okta is refused because 'PactFlow does not know that role'
      And the explanation names '3f8a1c55-0d5e-4a35-9d0f-0f7b6a2d9999'
      When Okta looks for 'ada@acme.io'
      Then Okta finds nobody

  @MAP-U14 @MAP-U15
  Rule: a role is read back with its name, which cannot be written

    Scenario: both display and type are the name
      When Okta assigns Ada with
        | roles | CI/CD |
      Then Okta reads Ada back with
        | roles.display | CI/CD |
        | roles.type    | CI/CD |

    @wire @DEC-52
    Scenario Outline: in the answer to a creation too: <Because>
      Given Grace and Alan are assigned in Okta
      When Okta assigns Ada with
        | roles | <Roles> |
      Then the answer is
        """
        201

        {"roles":[<Shown>]}
        """

      Examples:
        | Roles       | Shown                                                                                                       | Because                             |
        | User        | {"value":"…","display":"User","type":"User"}                                                                | others were just seen with the role |
        | CI/CD       | {"value":"…","display":"CI/CD","type":"CI/CD"}                                                              | nobody was seen with the role       |
        | User, CI/CD | {"value":"…","display":"…"},{"value":"…","display":"…"}                                                     | several roles                       |

    @wire
    Scenario: another name for a role changes nothing
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        PUT /Users/{Ada}
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@acme.io","roles":[{"value":"e9282e22-416b-11ea-a16e-57ee1bb61d18","display":"Emperor","type":"Emperor"}]}
        """
      Then Okta is told it worked
      And nothing changes in PactFlow

  Rule: the role Team Administrator is PactFlow's own: shown, never written, never taken away

    @needs:control
    Scenario: it is shown
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Ada    | ada@acme.io         |
      And PactFlow already has these teams
        | team     | administrators |
        | Payments | Ada            |
      When Okta assigns Ada
      Then Okta reads Ada back with
        | roles.display | Team Administrator, User |

    @needs:control
    Scenario: its absence from a list removes nothing
      Given PactFlow already has these people
        | person | externalIdpUsername |
        | Ada    | ada@acme.io         |
      And PactFlow already has these teams
        | team     | administrators |
        | Payments | Ada            |
      And Ada is assigned in Okta
      When Okta changes Ada to
        | roles | CI/CD |
      Then PactFlow stores Ada with
        | roles | CI/CD, Team Administrator |
      And the only changes in PactFlow are
        | +roles | 1 |
        | -roles | 1 |

    Scenario: it cannot be given
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | roles | User, Team Administrator |
      Then PactFlow stores Ada with
        | roles | User |
      And nothing changes in PactFlow
