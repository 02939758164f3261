"""What goes over the wire: the bodies of requests and responses, read and written by service and client alike.

A response has exactly the shape that ``checker … --format json`` prints (``checker.render``, ``Report.to_json``); the
models here describe it, validate it, and turn it back into the values of the library (``.value()``). A request is a
model that refuses what it does not know. Numbers are exact: write with ``encoding.encoded``, read with
``encoding.decoded``.

Lists come as ``{"items": […], "total": n, "offset": n}`` with a ``Link`` header to the next and the previous page;
``limit`` (1 to 1000, by default 100) and ``offset`` choose the page. Days are ``2026-11-22``, by default today.
``project`` is a project code, ``id`` the number of a consultation, an item, a waiver or a decision (``C12``, ``R9-1``).

Every path but the first two takes ``Authorization: Bearer <token>``. Every POST marked * changes something: it takes
``Idempotency-Key`` and is recorded under the token's holder. Errors are ``application/problem+json``
(``problem.ProblemBody``, which turns back into the CheckerError that was raised).

=======  =======================================  ====================================  ===============================
method   path                                     takes                                 gives
=======  =======================================  ====================================  ===============================
GET      /healthz                                                                       200 HealthBody
GET      /readyz                                                                        200 or 503 ReadinessBody
GET      /metrics                                                                       Prometheus text
GET      /openapi.json                                                                  OpenAPI 3.1
GET      /v1/desk                                                                       DeskBody: holder, ledger, scopes
POST     /v1/checks ?as_of&all                    an application, JSON or YAML          Report (1)
POST     /v1/checks/batch ?as_of&all              BatchRequest                          BatchBody (1)
POST     /v1/what-if ?as_of&all                   WhatIfRequest                         ComparisonBody (1)
POST     /v1/explain ?rule&as_of                  an application, JSON or YAML          one finding of a Report
GET      /v1/applications ?state                                                        page of PendingBody
POST *   /v1/applications ?on                     an application, JSON or YAML          201 SubmissionBody
GET      /v1/applications/{project}                                                     ApplicationBody
GET      /v1/applications/{project}/submissions                                         page of SubmissionBody
GET      /v1/applications/{project}/history                                             page of EventBody
GET      /v1/applications/{project}/bookings                                            page of BookingBody
GET      /v1/applications/{project}/offers                                              page of OfferBody
POST *   /v1/applications/{project}/withdrawal    WithdrawalRequest                     204
GET      /v1/quotas ?leaving_out                                                        page of BalanceBody
GET      /v1/quotas/holders ?metric&year                                                page of BookingBody
GET      /v1/consultations ?project&open                                                page of ConsultationBody
POST *   /v1/consultations                        ConveneRequest                        201 ConsultationBody
GET      /v1/consultations/{id}                                                         ConsultationBody
POST *   /v1/consultations/{id}/opinions          OpinionRequest                        201 ConsultationBody
POST *   /v1/consultations/{id}/conclusion        ConclusionRequest                     ConsultationBody
POST *   /v1/consultations/{id}/cancellation      CancellationRequest                   ConsultationBody
GET      /v1/rectifications ?project&open                                               page of RectificationBody
POST *   /v1/rectifications                       OrderRequest                          201 page of RectificationBody
POST *   /v1/rectifications/{id}/completion       CompletionRequest                     RectificationBody
POST *   /v1/rectifications/{id}/extension        ExtensionRequest                      RectificationBody
POST *   /v1/rectifications/{id}/revocation       RevocationRequest                     RectificationBody
GET      /v1/waivers ?project                                                           page of WaiverBody
GET      /v1/decisions ?project                                                         page of DecisionBody
POST *   /v1/decisions                            DecisionRequest                       201 DecisionBody
GET      /v1/decisions/{id}                                                             DecisionBody
GET      /v1/decisions/{id}/report                                                      Report (1)
GET      /v1/decisions/{id}/replay                                                      ReplayBody (1)
GET      /v1/rules ?pack&as_of&effect                                                   page of RuleBody
GET      /v1/rules/{id}                                                                 page of RuleBody, one a period
GET      /v1/clauses ?pack&as_of                                                        page of ClauseBody
GET      /v1/clauses/{reference}                                                        ClauseBody
GET      /v1/rulebook                             If-None-Match                         RulebookBody, ETag
GET      /v1/rulebook/bundle                      If-None-Match                         application/zip (2), ETag
POST     /v1/rulebook/reload                                                            ReloadBody
GET      /v1/journal                                                                    page of EntryBody
GET      /v1/tokens                                                                     page of TokenBody
=======  =======================================  ====================================  ===============================

(1) With ``Accept: application/vnd.checker.sealed-report+json`` reports come whole, as ``checker.ledger.sealed_report``
writes them, and lose nothing on the way: POST /v1/checks and GET …/report give the sealed bytes themselves; the others
give SealedBatchBody, SealedComparisonBody and SealedReplayBody, in which a sealed report stands as an object
(``encoding.unsealed_object``).

(2) As ``checker.ledger.archive.packed`` writes it; ``checker.ledger.archive.opened`` makes a rule book of it.
"""
