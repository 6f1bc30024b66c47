@DEC-08
Feature: What PactFlow has no place for
  An identity provider sends more than PactFlow keeps. That is no error, but it is said.

  Background:
    Given PactFlow is connected

  Rule: what is not stored is accepted, dropped and reported

    @needs:log
    Scenario Outline: <Because>
      When Okta assigns Ada with
        | <Attribute> | <Sent> |
      Then Okta is told it worked
      And Okta reads Ada back with
        | <Attribute> |  |
      And the log explains 'DEC-08'
      And the only changes in PactFlow are
        | +users | 1 |

      Examples:
        | Attribute         | Sent          | Because                                       |
        | title             | Countess      | a core attribute without a place              |
        | nickName          | Ada           | another core attribute                        |
        | locale            | en-GB         | Okta sends it unless it is unmapped           |
        | name.middleName   | Augusta       | a part of the name without a place            |
        | shoeSize          | '38'          | an attribute that no schema has               |

    @needs:log
    Scenario: the enterprise extension
      When Okta assigns Ada with
        | department | Sales |
      Then Okta is told it worked
      And the log explains 'DEC-08'
      And Okta reads Ada back with
        | urn:ietf:params:scim:schemas:extension:enterprise:2.0:User |  |
      And the only changes in PactFlow are
        | +users | 1 |

  Rule: a password is taken, dropped and never shown

    Scenario Outline: <Because>
      Given Ada is assigned in <Provider>
      When <Provider> sets a password for Ada
      Then <Provider> is told it worked
      And nothing changes in PactFlow

      Examples:
        | Provider             | Because                        |
        | Okta's wizard app    | in a whole user                |
        | Okta's catalogue app | in an operation without a path |

  @wire @entra @rfc7644-3.5.2
  Rule: operations on what is not stored succeed without effect, malformed paths are refused

    Scenario: Entra's verbose update of many attributes
      Given Ada is assigned in Entra
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json; charset=utf-8

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Add","path":"nickName","value":"Babs"},{"op":"Replace","path":"addresses[type eq \"work\"].streetAddress","value":"1 Analytical Way"},{"op":"Replace","path":"phoneNumbers[type eq \"mobile\"].value","value":"555"},{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"E1"},{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":{"value":"not-an-id"}}]}
        """
      Then Entra is told it worked
      And nothing changes in PactFlow

    Scenario Outline: <Because>
      Given Ada is assigned in Entra
      When an identity provider sends
        """
        PATCH /Users/{Ada}
        Content-Type: application/scim+json; charset=utf-8

        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name.familyName","value":"King"},{"op":"replace","path":"<Path>","value":"x"}]}
        """
      Then Entra is refused because '<Reason>'
      And nothing changes in PactFlow

      Examples:
        | Path             | Reason                       | Because                        |
        | emails[type eq   | the path is not understood   | a bracket is not closed        |
        | emails[].value   | the filter is not understood | a filter is empty              |
        | name..familyName | the path is not understood   | a name is missing between dots |
        | .                | the path is not understood   | there is no name at all        |
