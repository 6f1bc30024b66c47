@wire @rfc7644-3.4.2.2
Feature: Filters
  A look-up finds whoever matches, or nobody; it never falls back to everybody.

  Background:
    Given PactFlow is connected
    And Ada, Grace and Alan are assigned in Okta

  @trap-33
  Rule: people are found by what identifies them

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?filter=<Filter>
        """
      Then Okta finds <Found>

      Examples:
        | Filter                                                                     | Found         | Because                             |
        | userName%20eq%20%22ada%40acme.io%22                                        | Ada           | the sign-in name                    |
        | externalId%20eq%20%2200uada00000000000000%22                               | Ada           | the identity provider's id          |
        | externalId%20eq%20%2200UADA00000000000000%22                               | nobody        | that id has a case                  |
        | id%20eq%20%22{Ada}%22                                                      | Ada           | PactFlow's id                       |
        | id%20eq%20%22{Ada}%22%20and%20userName%20eq%20%22ada%40acme.io%22          | Ada           | both at once                        |
        | id%20eq%20%22{Ada}%22%20and%20userName%20eq%20%22grace%40acme.io%22        | nobody        | both at once, of different people   |
        | userName%20eq%20%22ada%40acme.io%22%20or%20userName%20eq%20%22grace%40acme.io%22 | Ada and Grace | one or the other              |
        | not%20(userName%20eq%20%22ada%40acme.io%22)                                | Grace and Alan | everybody else                     |
        | name.familyName%20eq%20%22hopper%22                                        | Grace         | the family name, in any case        |
        | emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22ada%40acme.io%22        | Ada           | the work address, as Entra writes it |
        | emails%5Btype%20eq%20%22work%22%20and%20value%20eq%20%22ada%40acme.io%22%5D | Ada          | the work address, as the RFC writes it |
        | emails.value%20eq%20%22ada%40acme.io%22                                    | Ada           | any address                         |
        | emails%20eq%20%22ada%40acme.io%22                                          | Ada           | any address, the short way          |
        | displayName%20co%20%22o%22                                                 | Ada and Grace | a part of the display name          |
        | displayName%20sw%20%22Al%22                                                | Alan          | the beginning of the display name   |
        | displayName%20ew%20%22Hopper%22                                            | Grace         | the end of the display name         |
        | active%20eq%20true                                                         | Ada, Grace and Alan | who is active                 |
        | active%20eq%20%22False%22                                                  | nobody        | a boolean as a string               |
        | externalId%20pr                                                            | Ada, Grace and Alan | who has such an attribute     |
        | urn:ietf:params:scim:schemas:core:2.0:User:userName%20eq%20%22ada%40acme.io%22 | Ada       | an attribute with its schema        |

  @trap-34
  Rule: what is not understood is refused, and nobody is listed instead

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?filter=<Filter>
        """
      Then Okta is refused because 'the filter is not understood'

      Examples:
        | Filter                                    | Because                         |
        | RUNSCOPE.ADA@ATKO.COM                     | no operator at all              |
        | userName%20eq                             | no value                        |
        | userName%20equals%20%22ada%22             | an operator that there is not   |
        | (userName%20eq%20%22ada%22                | a bracket that is not closed    |
        | userName%20eq%20%22ada                    | a string that is not closed     |
        | userName%20eq%20%22a%22%20and             | half of a condition             |
        | emails%5Btype%20eq%20%22work%22.value     | a filter that is not closed     |

  @trap-27
  Rule: groups are found by their names, in any case

    Scenario Outline: <Because>
      Given Okta has pushed the group "José's Team" with Ada
      When an identity provider sends
        """
        GET /Groups?filter=<Filter>
        """
      Then Okta finds the groups "<Found>"

      Examples:
        | Filter                                        | Found       | Because                         |
        | displayName%20eq%20%22jos%C3%A9's%20team%22   | José's Team | small letters                   |
        | DisplayName+eq+%22JOS%C3%89'S+TEAM%22         | José's Team | the attribute in another case   |
        | displayName%20eq%20%22Nobody%22               |             | no such group                   |

  @trap-22
  Rule: a value is a string of any characters

    Scenario Outline: <Because>
      Given Okta has pushed the group '<Name>' with nobody
      When Okta pushes the group '<Name>' with Ada
      Then Okta is told it worked
      And the only changes in PactFlow are
        | +members | 1 |

      Examples:
        | Name             | Because                        |
        | R&D (EMEA) [old] | brackets and an ampersand      |
        | a or b and not c | words that are operators       |
        | 50% + more       | a percent sign and a plus sign |
        | Zürich, Genève   | letters with marks             |
        | say "hello"      | quotation marks                |
        | back\\slash      | a backslash                    |

  @DEC-35
  Rule: what differs from a value is found, and what is written without quotation marks is understood

    Scenario Outline: <Because>
      When Okta changes Ada to
        | externalId | null |
      And an identity provider sends
        """
        GET /Users?filter=<Filter>
        """
      Then Okta finds <Found>

      Examples:
        | Filter                                                                                                                                                            | Found | Because                                   |
        | externalId%20ne%20%2200ualan0000000000000%22%20and%20(userName%20eq%20%22ada%40acme.io%22%20or%20userName%20eq%20%22alan%40acme.io%22)                             | Ada   | no value differs from every value         |
        | userName%20eq%20ada%40acme.io                                                                                                                                      | Ada   | a word without quotation marks            |
        | externalId%20eq%2000ugrace000000000000                                                                                                                             | Grace | digits and letters without them           |

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?filter=<Filter>
        """
      Then Okta is refused because 'the filter is not understood'
      And the explanation names '"'

      Examples:
        | Filter                                | Because                              |
        | userName%20eq%20'ada%40acme.io'       | other quotation marks: a hint is given |
        | externalId%20ne%20'x'                 | and with another operator            |
