@needs:control
Feature: Safety rails
  Whatever an identity provider is told to do, somebody can still sign in to PactFlow afterwards and put it right.

  @DEC-41 @okta:deactivate
  Rule: the last active administrator stays one

    Scenario Outline: <Because>
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles               | active            |
        | Ada    | ada@acme.io         | 00uada00000000000000 | Administrator, User | true              |
        | Grace  | grace@acme.io       |                      | <Roles of Grace>    | <Grace is active> |
      And Ada is assigned in <Provider>
      When <Provider> <Does> Ada
      Then <Provider> is refused because 'the last administrator stays'
      And nothing changes in PactFlow

      Examples:
        | Provider             | Does        | Roles of Grace | Grace is active | Because                                         |
        | Okta                 | deactivates | User           | true            | nobody else may do everything                   |
        | Okta's catalogue app | deactivates | User           | true            | by an operation                                 |
        | Entra                | deletes     | User           | true            | a deletion                                      |
        | Okta                 | deactivates | Administrator  | false           | another administrator who cannot sign in        |
        | Okta                 | deactivates | CI/CD          | true            | another role is not enough                      |

    Scenario: the role is not taken away
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles         |
        | Ada    | ada@acme.io         | 00uada00000000000000 | Administrator |
      And Ada is assigned in Okta
      When Okta changes Ada to
        | roles           | User |
        | name.familyName | King |
      Then Okta is refused because 'the last administrator stays'
      And the explanation names 'Ada'
      And nothing changes in PactFlow

    Scenario: whatever leaves an administrator is done
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles         |
        | Ada    | ada@acme.io         | 00uada00000000000000 | Administrator |
        | Grace  | grace@acme.io       |                      | Administrator |
      And Ada is assigned in Okta
      When Okta deactivates Ada
      Then Okta is told it worked
      And the only changes in PactFlow are
        | ~users.active | 1 |

    Scenario: the last administrator's name may change
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles         |
        | Ada    | ada@acme.io         | 00uada00000000000000 | Administrator |
      And Ada is assigned in Okta
      When Okta changes Ada to
        | name.familyName | King |
      Then Okta is told it worked
      And PactFlow stores Ada with
        | lastName | King          |
        | roles    | Administrator |

    @needs:settings
    Scenario: an operator may do without this rail
      Given PactFlow is connected with these settings
        | SCIM_KEEP_LAST_ADMINISTRATOR | false |
      And PactFlow already has these people
        | person | externalIdpUsername | externalIdpId        | roles         |
        | Ada    | ada@acme.io         | 00uada00000000000000 | Administrator |
      And Ada is assigned in Okta
      When Okta deactivates Ada
      Then Ada is inactive in PactFlow

  @DEC-42 @needs:settings
  Rule: whom the operator protects is never changed or removed

    Scenario Outline: <Because>
      Given PactFlow is connected with these settings
        | SCIM_PROTECTED_USERS | boss@acme.io, <Protected> |
      And PactFlow already has these people
        | person | email         | externalIdpUsername |
        | Ada    | ada@acme.io   | ada.l@acme.io       |
      When an identity provider sends
        """
        <Method> /Users/{Ada}
        Content-Type: application/scim+json

        <Body>
        """
      Then Okta is refused because 'the account is protected'
      And the explanation names 'SCIM_PROTECTED_USERS'
      And nothing changes in PactFlow

      @wire
      Examples:
        | Protected     | Method | Body                                                                                                                         | Because                            |
        | ADA@acme.io   | DELETE |                                                                                                                              | by the address, a deletion         |
        | ada.l@acme.io | PATCH  | {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}       | by the sign-in name, a deactivation |
        | Ada@Acme.io   | PUT    | {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada.l@acme.io","displayName":"Countess"}               | by the address, another name       |

    Scenario: what changes nothing is no harm
      Given PactFlow is connected with these settings
        | SCIM_PROTECTED_USERS | ada@acme.io |
      And Ada is assigned in Okta
      When Okta refreshes Ada
      Then Okta is told it worked
      And PactFlow is only read

    Scenario: membership may change
      Given PactFlow is connected with these settings
        | SCIM_PROTECTED_USERS | ada@acme.io |
      And Ada is assigned in Okta
      And Okta has pushed the group 'Payments' with Ada
      When Okta removes Ada from the group 'Payments'
      Then Okta is told it worked
      And the only changes in PactFlow are
        | -members | 1 |

    Scenario: the others are not protected
      Given PactFlow is connected with these settings
        | SCIM_PROTECTED_USERS | ada@acme.io |
      And Ada and Grace are assigned in Okta
      When Okta deactivates Grace
      Then Grace is inactive in PactFlow

  @DEC-40
  Rule: the account that the token belongs to is never changed

    Scenario Outline: <Because>
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | roles         |
        | Ada    | ada@acme.io         | Administrator |
        | Grace  | grace@acme.io       | Administrator |
      And Ada is assigned in Entra
      And the token is Ada's
      When Entra <Does> Ada
      Then Entra is refused because 'the account is that of the token'
      And nothing changes in PactFlow

      Examples:
        | Does        | Because        |
        | deactivates | a deactivation |
        | deletes     | a deletion     |

    Scenario: the token's owner may change others
      Given PactFlow is connected
      And PactFlow already has these people
        | person | externalIdpUsername | roles         |
        | Ada    | ada@acme.io         | Administrator |
        | Grace  | grace@acme.io       | Administrator |
      And Grace is assigned in Entra
      And the token is Ada's
      When Entra deactivates Grace
      Then Grace is inactive in PactFlow

  @DEC-43 @needs:settings
  Rule: more deactivations than the operator allows for an hour wait

    Scenario Outline: <Because>
      Given PactFlow is connected with these settings
        | SCIM_MAX_DEACTIVATIONS_PER_HOUR | 2 |
      And Ada, Grace and Alan are assigned in <Provider>
      And <Provider> has deactivated Ada
      And <Provider> has deactivated Grace
      When <Provider> <Does> Alan
      Then <Provider> is refused because 'too many have lost their access'
      And <Provider> is asked to try again later
      And nothing changes in PactFlow

      Examples:
        | Provider             | Does        | Because                    |
        | Okta                 | deactivates | a third deactivation       |
        | Okta's catalogue app | deactivates | by an operation            |
        | Entra                | deletes     | a deletion counts the same |

    @needs:log
    Scenario: the log has an alert
      Given PactFlow is connected with these settings
        | SCIM_MAX_DEACTIVATIONS_PER_HOUR | 1 |
      And Ada and Grace are assigned in Okta
      And Okta has deactivated Ada
      When Okta deactivates Grace
      Then Okta is asked to try again later
      And the log explains 'DEC-43'

    Scenario: without a limit everybody may leave
      Given PactFlow is connected
      And Ada, Grace and Alan are assigned in Okta
      And Okta has deactivated Ada
      And Okta has deactivated Grace
      When Okta deactivates Alan
      Then Alan is inactive in PactFlow

    Scenario: any other change is free
      Given PactFlow is connected with these settings
        | SCIM_MAX_DEACTIVATIONS_PER_HOUR | 1 |
      And Ada and Grace are assigned in Okta
      And Okta has deactivated Ada
      When Okta changes Grace to
        | name.familyName | Murray |
      Then PactFlow stores Grace with
        | lastName | Murray |
