@wire @rfc7644-3.4.2.4
Feature: Paging
  A list comes in pages. Whoever reads all of them has read everybody, and nobody twice.

  Background:
    Given PactFlow is connected
    And Ada, Grace and Alan are assigned in Okta

  Rule: a page begins where it is asked to and has as many as are asked for and left

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?filter=userName%20eq%20%22ada%40acme.io%22%20or%20userName%20eq%20%22alan%40acme.io%22%20or%20userName%20eq%20%22grace%40acme.io%22&sortBy=userName&<Query>
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":<Start>,"itemsPerPage":<Number>,"Resources":[<People>]}
        """

      Examples:
        | Query                             | Start               | Number | People                                          | Because                                   |
        | startIndex=1&count=2              | 1                   | 2      | {"id":"{Ada}"},{"id":"{Alan}"}                  | the first page                            |
        | startIndex=3&count=2              | 3                   | 1      | {"id":"{Grace}"}                                | the last page has what is left            |
        | startIndex=2&count=1              | 2                   | 1      | {"id":"{Alan}"}                                 | a page of one                             |
        | startIndex=2                      | 2                   | 2      | {"id":"{Alan}"},{"id":"{Grace}"}                | no number of people                       |
        | count=3                           | 1                   | 3      | {"id":"{Ada}"},{"id":"{Alan}"},{"id":"{Grace}"} | a page that is exactly full               |
        | startIndex=0&count=1              | 1                   | 1      | {"id":"{Ada}"}                                  | before the first is the first             |
        | startIndex=-5&count=1             | 1                   | 1      | {"id":"{Ada}"}                                  | long before the first too                 |
        | startIndex=4&count=2              | 4                   | 0      |                                                 | behind the last is nobody                 |
        | startIndex=1000000&count=2        | 1000000             | 0      |                                                 | far behind the last too                   |
        | count=0                           | 1                   | 0      |                                                 | nobody, who only wants to know how many   |
        | count=-1                          | 1                   | 0      |                                                 | fewer than nobody is nobody               |
        | count=99999999999999999999        | 1                   | 3      | {"id":"{Ada}"},{"id":"{Alan}"},{"id":"{Grace}"} | more than there can be                    |
        | startIndex=1&count=2&unheardOf=1  | 1                   | 2      | {"id":"{Ada}"},{"id":"{Alan}"}                  | what is not understood beside it          |
        | STARTINDEX=2&Count=1              | 2                   | 1      | {"id":"{Alan}"}                                 | names in any case                         |
        | startIndex=&count=                | 1                   | 3      | {"id":"{Ada}"},{"id":"{Alan}"},{"id":"{Grace}"} | nothing said                              |

  Rule: a number that is none is refused

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?<Query>
        """
      Then Okta is refused because 'a value is not of the expected type'

      Examples:
        | Query           | Because                  |
        | count=ten       | a word                   |
        | startIndex=1.5  | a fraction               |
        | startIndex=0x10 | another way of writing it |

  @needs:control @needs:settings
  Rule: a page has never more than the operator allows

    Scenario Outline: <Because>
      Given PactFlow is connected with these settings
        | SCIM_MAX_RESULTS | 2 |
      And Ada, Grace and Alan are assigned in Okta
      When an identity provider sends
        """
        GET <Path>
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":1,"itemsPerPage":2,"Resources":"…"}
        """

      Examples:
        | Path                                   | Because                |
        | /Users?count=100                       | more are asked for     |
        | /Users                                 | no number is asked for |
        | /Users?filter=active%20eq%20true       | a filter               |

  @needs:control
  Rule: groups come in pages too

    Scenario Outline: <Because>
      Given Okta has pushed the group 'Payments' with Ada
      And Okta has pushed the group 'Billing' with Grace
      And Okta has pushed the group 'Sales' with nobody
      When an identity provider sends
        """
        GET /Groups?filter=displayName%20eq%20%22Billing%22%20or%20displayName%20eq%20%22Payments%22%20or%20displayName%20eq%20%22Sales%22&sortBy=displayName&<Query>
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":<Start>,"itemsPerPage":<Number>,"Resources":[<Groups>]}
        """

      Examples:
        | Query                | Start | Number | Groups                                                          | Because       |
        | startIndex=1&count=2 | 1     | 2      | {"displayName":"Billing"},{"displayName":"Payments"}            | a first page  |
        | startIndex=3&count=2 | 3     | 1      | {"displayName":"Sales"}                                         | a last page   |
        | startIndex=4         | 4     | 0      |                                                                 | behind it     |

  @needs:control @okta:import @O-7
  Rule: a walk from page to page finds everybody once

    Scenario Outline: <Because>
      Given PactFlow already has <Count> people
      When <Provider> imports everyone
      Then <Provider> finds <All> people

      Examples:
        | Provider  | Count | All | Because                                              |
        | Okta      | 97    | 100 | one full page, and the next one is not asked for     |
        | Okta      | 98    | 101 | a second page with one person                        |
        | SailPoint | 198   | 201 | a provider that goes on where the last page ended    |

  @DEC-30 @rfc9865-2
  Rule: by cursor, each page says where the next one begins, and the last one does not

    Scenario: a walk along the cursors
      When an identity provider sends
        """
        GET /Users?filter=userName%20eq%20%22ada%40acme.io%22%20or%20userName%20eq%20%22alan%40acme.io%22%20or%20userName%20eq%20%22grace%40acme.io%22&sortBy=userName&count=2&cursor=
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":null,"itemsPerPage":2,"nextCursor":"…","Resources":[{"id":"{Ada}"},{"id":"{Alan}"}]}
        """
      When an identity provider sends
        """
        GET /Users?filter=userName%20eq%20%22ada%40acme.io%22%20or%20userName%20eq%20%22alan%40acme.io%22%20or%20userName%20eq%20%22grace%40acme.io%22&sortBy=userName&count=2&cursor={nextCursor}
        """
      Then the answer is
        """
        200

        {"totalResults":3,"startIndex":null,"itemsPerPage":1,"nextCursor":null,"Resources":[{"id":"{Grace}"}]}
        """

    Scenario: who does not ask for a cursor gets none
      When an identity provider sends
        """
        GET /Users?filter=active%20eq%20true&count=1
        """
      Then the answer is
        """
        200

        {"startIndex":1,"itemsPerPage":1,"nextCursor":null}
        """

  @DEC-30 @rfc9865-2
  Rule: a cursor is good for the query that it was given out for

    Scenario: another filter
      When an identity provider sends
        """
        GET /Users?filter=active%20eq%20true&count=1&cursor=
        """
      And an identity provider sends
        """
        GET /Users?filter=active%20eq%20false&count=1&cursor={nextCursor}
        """
      Then Okta is refused because 'the cursor is not understood'

    Scenario Outline: <Because>
      When an identity provider sends
        """
        GET /Users?cursor=<Cursor>
        """
      Then Okta is refused because 'the cursor is not understood'

      Examples:
        | Cursor          | Because                    |
        | 2               | a number                   |
        | bmV4dA          | somebody else's cursor     |
        | 0.bm9ib2R5      | a place that there is not  |
