Feature: Who somebody is
  PactFlow's id, the sign-in name and the identity provider's own id.

  Background:
    Given PactFlow is connected

  @MAP-U01
  Rule: PactFlow chooses the id

    Scenario: an id is given on creation and stays
      When Okta assigns Ada
      And Okta changes Ada to
        | userName | countess@acme.io |
      Then Okta finds Ada
      And PactFlow stores Ada with
        | externalIdpUsername | countess@acme.io |
      And the only changes in PactFlow are
        | +users                     | 1 |
        | ~users.externalIdpUsername | 1 |

    @wire
    Scenario: an id that the identity provider sends is ignored
      When Okta assigns Ada with
        | id | 2b5f8c1e-7a70-4e53-9d3f-8f2f6a1c0001 |
      And an identity provider sends
        """
        GET /Users/2b5f8c1e-7a70-4e53-9d3f-8f2f6a1c0001
        """
      Then Okta is refused because 'there is no such person'
      And the only changes in PactFlow are
        | +users | 1 |

  @MAP-U02 @trap-09
  Rule: the sign-in name is stored and returned as it was sent, and found in any case

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | userName | <Sent> |
      And Okta looks for "<Looked for>"
      Then Okta finds Ada
      And PactFlow stores Ada with
        | externalIdpUsername | <Sent> |
      And Okta reads Ada back with
        | userName | <Sent> |

      Examples:
        | Sent               | Looked for         | Because                                        |
        | ada@acme.io        | ada@acme.io        | a name is found as it was sent                 |
        | Ada@Acme.io        | ada@acme.io        | a name with capitals is found by small letters |
        | ada@acme.io        | ADA@ACME.IO        | a name is found by capitals                    |
        | jörg@acme.io       | JÖRG@ACME.IO       | letters beyond ASCII have a case too           |
        | ada+eu@acme.io     | ada+eu@acme.io     | a plus sign is not a blank                     |
        | o'hara@acme.io     | o'hara@acme.io     | an apostrophe is an ordinary character         |
        | Ada King           | ada king           | a blank belongs to the name                    |
        | 数学@acme.io       | 数学@acme.io       | a name need not be Latin                       |
        | acme\\ada          | ACME\\ada          | a backslash belongs to the name                |

  @MAP-U02
  Rule: a look-up finds the whole name or nobody

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta looks for "<Looked for>"
      Then Okta finds nobody
      And nothing changes in PactFlow

      Examples:
        | Looked for      | Because                                 |
        | ada             | the beginning of a name is not the name |
        | ada@acme.io.uk  | a longer name is another name           |
        | grace@acme.io   | nobody has this name                    |
        | Ada Lovelace    | the display name is not the sign-in name |

  @MAP-U02 @okta:update
  Rule: a new sign-in name replaces the old one

    Scenario: somebody marries
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userName | ada.king@acme.io |
      Then PactFlow stores Ada with
        | externalIdpUsername | ada.king@acme.io |
        | email               | ada@acme.io      |
      And the only changes in PactFlow are
        | ~users.externalIdpUsername | 1 |

    Scenario: the old name is free again
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userName | ada.king@acme.io |
      And Okta looks for 'ada@acme.io'
      Then Okta finds nobody

    @DEC-12
    Scenario: a new spelling of one's own name collides with nobody
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userName | ADA@acme.io |
      Then Okta is told it worked
      And PactFlow stores Ada with
        | externalIdpUsername | ADA@acme.io |
      And the only changes in PactFlow are
        | ~users.externalIdpUsername | 1 |

  @MAP-U02 @DEC-09
  Rule: the sign-in name cannot be cleared

    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | userName | <Sent> |
      Then Okta is refused because 'a sign-in name is required'
      And nothing changes in PactFlow

      Examples:
        | Sent | Because                            |
        | ''   | an empty name is no name           |
        | null | nothing is no name                 |

  @MAP-U03
  Rule: the identity provider's own id is optional and kept as sent

    Scenario Outline: <Because>
      When Okta assigns Ada with
        | externalId | <Sent> |
      Then PactFlow stores Ada with
        | externalIdpId | <Kept> |
      And Okta reads Ada back with
        | externalId | <Kept> |
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Sent                                 | Kept                                 | Because                                  |
        | 00u1AbCdEfGhIjKlM0x7                 | 00u1AbCdEfGhIjKlM0x7                 | Okta's id keeps its capitals             |
        | 0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef | 0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef | Entra's id is a UUID                     |
        |                                      |                                      | an identity provider may send none       |
        | ''                                   |                                      | an empty id is none                      |

    @DEC-09
    Scenario Outline: <Because>
      Given Ada is assigned in Okta
      When Okta changes Ada to
        | externalId | <Sent> |
      Then PactFlow stores Ada with
        | externalIdpId | <Kept> |
      And the only changes in PactFlow are
        | ~users.externalIdpId | 1 |

      Examples:
        | Sent                 | Kept                 | Because                |
        | 00u1AbCdEfGhIjKlM0x7 | 00u1AbCdEfGhIjKlM0x7 | a new id replaces it   |
        | ''                   |                      | an empty id clears it  |
        | null                 |                      | null clears it         |

  @DEC-12
  Rule: two people cannot have the same sign-in name, in whatever case

    Scenario Outline: <Because>
      Given Ada and Grace are assigned in Okta
      When Okta changes Grace to
        | userName | <Sent> |
      Then Okta is refused because 'somebody else has that sign-in name'
      And the explanation names 'Ada'
      And nothing changes in PactFlow

      Examples:
        | Sent        | Because                            |
        | ada@acme.io | the name is taken                  |
        | ADA@Acme.IO | the name is taken in another case  |

    @wire
    Scenario: a second creation is refused and says who is there
      Given Ada is assigned in Okta
      When an identity provider sends
        """
        POST /Users
        Content-Type: application/scim+json

        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ADA@acme.io","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"primary":true,"value":"other@acme.io","type":"work"}],"active":true}
        """
      Then Okta is refused because 'somebody else has that sign-in name'
      And the explanation names 'Ada'
      And nothing changes in PactFlow

    Scenario: somebody inactive still has the name
      Given Ada and Grace are assigned in Okta
      And Okta has deactivated Ada
      When Okta changes Grace to
        | userName | ada@acme.io |
      Then Okta is refused because 'somebody else has that sign-in name'
      And nothing changes in PactFlow
