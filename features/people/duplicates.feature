Feature: Nobody is there twice
  The look-up decides whether somebody is created or linked, so it must find whoever is there.

  @DEC-17 @needs:control
  Rule: by default an address alone links nobody

    Scenario: somebody who signed in before provisioning was set up gets a second account
      Given PactFlow is connected
      And PactFlow already has these people
        | person | email       |
        | Ada    | ada@acme.io |
      When Okta looks for 'ada@acme.io'
      Then Okta finds nobody

  @DEC-17 @needs:settings @needs:control
  Rule: with linking by address, whoever has no sign-in name is found by the address

    Scenario: the existing account is linked and gets the sign-in name
      Given PactFlow is connected with these settings
        | SCIM_LINK_BY_EMAIL | true |
      And PactFlow already has these people
        | person | email       |
        | Ada    | Ada@acme.io |
      When Okta assigns Ada
      Then Okta is told it worked
      And PactFlow stores Ada with
        | externalIdpUsername | ada@acme.io          |
        | externalIdpId       | 00uada00000000000000 |
      And the only changes in PactFlow are
        | ~users.externalIdpUsername | 1 |
        | ~users.externalIdpId       | 1 |
        | ~users.email               | 1 |

    Scenario: whoever has a sign-in name of their own is not found by the address
      Given PactFlow is connected with these settings
        | SCIM_LINK_BY_EMAIL | true |
      And PactFlow already has these people
        | person | email       | externalIdpUsername |
        | Ada    | ada@acme.io | countess@acme.io    |
      When Okta looks for 'ada@acme.io'
      Then Okta finds nobody

    Scenario: a sign-in name wins over an address
      Given PactFlow is connected with these settings
        | SCIM_LINK_BY_EMAIL | true |
      And PactFlow already has these people
        | person | email           | externalIdpUsername |
        | Ada    | ada@acme.io     |                     |
        | Grace  | grace@acme.io   | ada@acme.io         |
      When Okta looks for 'ada@acme.io'
      Then Okta finds Grace

  @DEC-50 @DEC-51 @needs:settings @needs:control
  Rule: that somebody is not there is believed no longer than the setting says

    Scenario: whoever was added in PactFlow itself is found after that time
      Given PactFlow is connected with these settings
        | SCIM_INDEX_MAX_AGE | 0s |
      When Okta looks for 'countess@acme.io'
      Then Okta finds nobody
      Given PactFlow already has these people
        | person | email       | externalIdpUsername |
        | Ada    | ada@acme.io | countess@acme.io    |
      When Okta looks for 'countess@acme.io'
      Then Okta finds Ada

    Scenario: whoever was added before that time is not created again, and is found by the next attempt
      Given PactFlow is connected with these settings
        | SCIM_INDEX_MAX_AGE | 1h |
      When Okta looks for 'ada@acme.io'
      Then Okta finds nobody
      Given PactFlow already has these people
        | person | email       | externalIdpUsername |
        | Ada    | ada@acme.io | ada@acme.io         |
      When Okta assigns Ada
      Then Okta is refused because 'somebody else has that sign-in name'
      When Okta retries
      Then PactFlow stores Ada with
        | externalIdpId | 00uada00000000000000 |

    Scenario: without the index whoever was added is found at once
      Given PactFlow is connected with these settings
        | SCIM_INDEX | false |
      When Okta looks for 'countess@acme.io'
      Then Okta finds nobody
      Given PactFlow already has these people
        | person | email       | externalIdpUsername |
        | Ada    | ada@acme.io | countess@acme.io    |
      When Okta looks for 'countess@acme.io'
      Then Okta finds Ada

  @trap-32
  Rule: two creations at the same moment make one person

    Scenario Outline: <Because>
      Given PactFlow is connected
      When <Provider> assigns Ada twice at the same moment
      Then the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Provider | Because      |
        | Okta     | from Okta    |
        | Entra    | from Entra   |

  @DEC-50
  Rule: that somebody is there is never believed without asking

    Scenario: whoever was deleted in PactFlow itself is not found
      Given PactFlow is connected
      And Ada is assigned in Okta
      And Ada was deleted in PactFlow
      When Okta looks for 'ada@acme.io'
      Then Okta finds nobody
