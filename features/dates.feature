# language: zh-CN
功能: 以审查日的法为准
  每条规则自其文件施行之日起核,前一日不核;废止的当日起不再核。已到期的目标不延续。

  背景:
    假如 采用申报文件"features/base-application.yaml"

  场景大纲: 自施行之日起核,前一日不核
    假如 审查日为"<前一日>"
    当 审查该项目
    那么 规则"<规则>"当日不施行

    例子:
      | 规则                            | 前一日     |
      | BZ-020101-listed-biomass        | 2024-03-18 |
      | BZ-020101-listed-hydro          | 2024-03-18 |
      | BZ-020101-wind                  | 2024-03-18 |
      | BZ-020102-gas-network           | 2024-03-18 |
      | BZ-020102-listed-gas            | 2024-03-18 |
      | BZ-020104-grid                  | 2024-03-18 |
      | BZ-020202-renovation            | 2024-03-18 |
      | BZ-020302-pharma                | 2024-03-18 |
      | BZ-020303-fine-chemicals        | 2024-03-18 |
      | BZ-020304-low-level             | 2024-03-18 |
      | BZ-020304-stage                 | 2024-03-18 |
      | BZ-020304-replacement-ledger    | 2024-03-18 |
      | BZ-020503-listed-charging       | 2024-03-18 |
      | BZ-020602-bulk-waste            | 2024-03-18 |
      | BZ-020603-recycling             | 2024-03-18 |
      | BZ-020902-exemplary             | 2024-03-18 |
      | BZ-021002-ecosystem             | 2024-03-18 |
      | BZ-0303-project-pool            | 2024-03-18 |
      | BZ-0304-energy-quota            | 2024-03-18 |
      | EL-unmatched                    | 2024-03-18 |
      | PL-disguised                    | 2024-03-18 |
      | ER-31-12-split                  | 2025-08-31 |
      | ER-31-12-split-authority        | 2025-08-31 |
      | ER-31-16-eliminated             | 2025-08-31 |
      | BZ-0103-benchmarking            | 2024-03-18 |
      | BZ-0103-intensity               | 2024-03-18 |
      | BZ-020102-chemical-park         | 2024-03-18 |
      | BZ-020102-gas-stations          | 2024-03-18 |
      | BZ-020103-coal-cap-2025         | 2024-03-18 |
      | BZ-020103-coal-cap-2030         | 2024-03-18 |
      | BZ-020103-electric-vehicles     | 2024-03-18 |
      | BZ-020103-farm-heat             | 2024-03-18 |
      | BZ-020103-fuel-substitution     | 2024-03-18 |
      | BZ-020103-gas-supply            | 2024-03-18 |
      | BZ-020201-energy-centre         | 2024-03-18 |
      | BZ-020201-online-monitoring     | 2024-03-18 |
      | BZ-020201-online-monitoring-key | 2024-03-18 |
      | BZ-020201-public-reporting      | 2024-03-18 |
      | BZ-020201-supervision           | 2024-03-18 |
      | BZ-020202-lighting              | 2024-03-18 |
      | BZ-020202-shared-heating        | 2024-03-18 |
      | BZ-020203-data-centre           | 2024-03-18 |
      | BZ-020203-green-procurement     | 2024-03-18 |
      | BZ-020203-top-grade             | 2024-03-18 |
      | BZ-020301-kitchen               | 2024-03-18 |
      | BZ-020301-scenic                | 2024-03-18 |
      | BZ-020302-fuel-switch           | 2024-03-18 |
      | BZ-020302-pharma-park           | 2024-03-18 |
      | BZ-020303-green-materials       | 2024-03-18 |
      | BZ-020303-waste-materials       | 2024-03-18 |
      | BZ-020304-catalogue             | 2024-03-18 |
      | BZ-020304-catalogue-class       | 2024-03-18 |
      | BZ-020304-consultation          | 2024-03-18 |
      | BZ-020304-formalities           | 2024-03-18 |
      | BZ-020304-ledger                | 2024-03-18 |
      | BZ-020304-open-rectification    | 2024-03-18 |
      | BZ-020304-policy                | 2024-03-18 |
      | BZ-020304-rectification         | 2024-03-18 |
      | BZ-020304-replacement           | 2024-03-18 |
      | BZ-020401-demolition            | 2024-03-18 |
      | BZ-020401-outdoor-paint         | 2024-03-18 |
      | BZ-020401-steel-paint           | 2024-03-18 |
      | BZ-020401-waste-reuse           | 2024-03-18 |
      | BZ-020404-greenhouse            | 2024-03-18 |
      | BZ-020501-old-vehicles          | 2024-03-18 |
      | BZ-020501-stage-four            | 2024-03-18 |
      | BZ-020502-rail                  | 2024-03-18 |
      | BZ-020503-airport               | 2024-03-18 |
      | BZ-020503-charging              | 2024-03-18 |
      | BZ-020503-lamps                 | 2024-03-18 |
      | BZ-020503-pavement-recovery     | 2024-03-18 |
      | BZ-020503-pavement-reuse        | 2024-03-18 |
      | BZ-020503-service-area          | 2024-03-18 |
      | BZ-020503-shore-power           | 2024-03-18 |
      | BZ-020601-cascade               | 2024-03-18 |
      | BZ-020601-near-zero-park        | 2024-03-18 |
      | BZ-020601-park                  | 2024-03-18 |
      | BZ-020602-construction-waste    | 2024-03-18 |
      | BZ-020604-fly-ash               | 2024-03-18 |
      | BZ-020703-roadmap               | 2024-03-18 |
      | BZ-020801-land                  | 2024-03-18 |
      | BZ-020801-redline               | 2024-03-18 |
      | BZ-020802-restoration           | 2024-03-18 |
      | BZ-020802-river                 | 2024-03-18 |
      | BZ-020803-agrivoltaic           | 2024-03-18 |
      | BZ-020803-manure                | 2024-03-18 |
      | BZ-020903-one-plan              | 2024-03-18 |
      | BZ-021001-clean-production      | 2024-03-18 |
      | BZ-0301-carbon-accounting       | 2024-03-18 |
      | BZ-0302-footprint               | 2024-03-18 |
      | BZ-0304-carbon-report           | 2024-03-18 |
      | BZ-0304-contracting             | 2024-03-18 |
      | BZ-0304-disclosure              | 2024-03-18 |
      | BZ-0305-export                  | 2024-03-18 |
      | BZ-0402-measures                | 2024-03-18 |
      | EQ-eliminated                   | 2024-03-18 |
      | EQ-eliminated-air               | 2024-03-18 |
      | EQ-eliminated-motor             | 2024-03-18 |
      | EQ-fixed-grate                  | 2024-03-18 |
      | PL-packaging                    | 2024-03-18 |
      | PL-restricted                   | 2024-03-18 |
      | PL-veto-bag                     | 2024-03-18 |
      | PL-veto-foam                    | 2024-03-18 |
      | PL-veto-medical-waste           | 2024-03-18 |
      | PL-veto-microbead               | 2024-03-18 |
      | PL-veto-mulch                   | 2024-03-18 |
      | PL-veto-swab                    | 2024-03-18 |
      | GB-heating                      | 2024-03-18 |
      | GB-integrated-pv                | 2024-03-18 |
      | GB-monitoring                   | 2024-03-18 |
      | GB-park-pv                      | 2024-03-18 |
      | GB-prefabricated                | 2024-03-18 |
      | GB-pv                           | 2024-03-18 |
      | GB-renewable                    | 2024-03-18 |
      | GB-rural                        | 2024-03-18 |
      | GB-star                         | 2024-03-18 |
      | SC-boiler-biomass-existing      | 2024-08-18 |
      | SC-boiler-biomass-new           | 2024-08-18 |
      | SC-boiler-built-up              | 2024-08-18 |
      | SC-boiler-key-region            | 2024-08-18 |
      | SC-boiler-small-existing        | 2024-08-18 |
      | SC-boiler-small-new             | 2024-08-18 |
      | SC-captive-coal                 | 2024-08-18 |
      | SC-clean-transport              | 2024-08-18 |
      | SC-close-first                  | 2024-08-18 |
      | SC-coal-ledger                  | 2024-08-18 |
      | SC-coal-source                  | 2024-08-18 |
      | SC-coal-substitution            | 2024-08-18 |
      | SC-energy-ledger                | 2024-08-18 |
      | SC-energy-substitution          | 2024-08-18 |
      | SC-zoning                       | 2024-08-18 |
      | ER-230-disposal                 | 2025-08-31 |
      | ER-31-03-sequence               | 2025-08-31 |
      | ER-31-08-authority              | 2025-08-31 |
      | ER-31-08-county                 | 2025-08-31 |
      | ER-31-08-county-suspected       | 2025-08-31 |
      | ER-31-08-exempt                 | 2025-08-31 |
      | ER-31-09-national               | 2025-08-31 |
      | ER-31-11-pledge                 | 2025-08-31 |
      | ER-31-12-metering               | 2025-08-31 |
      | ER-31-12-report                 | 2025-08-31 |
      | ER-31-18-change                 | 2025-08-31 |
      | ER-31-19-lapse                  | 2025-08-31 |
      | ER-31-21-acceptance             | 2025-08-31 |
      | ER-31-26-carbon                 | 2025-08-31 |
      | ER-31-26-energy                 | 2025-08-31 |
      | ER-31-26-proposal               | 2025-08-31 |
      | ER-31-26-unit                   | 2025-08-31 |
      | ER-31-missing                   | 2025-08-31 |
      | FX-coal-consistency             | 2025-08-31 |
      | FX-energy-consistency           | 2025-08-31 |
      | ER-31-10-carbon                 | 2025-12-25 |
      | ER-02-missing                   | 2023-05-31 |
      | ER-02-authority                 | 2023-05-31 |
      | CR-clinker-2021                 | 2021-07-31 |
      | CR-flat-glass-2021              | 2021-07-31 |
      | CR-clinker-2024                 | 2024-10-31 |
      | CR-flat-glass-2024              | 2024-10-31 |
      | CR-publication                  | 2024-10-31 |
      | CR-source                       | 2024-10-31 |
      | CR-steel                        | 2024-08-22 |
      | EQ-boiler                       | 2021-05-31 |
      | EQ-motor                        | 2021-05-31 |
      | EQ-transformer                  | 2025-01-31 |
      | EQ-data-centre                  | 2022-10-31 |
      | GB-code                         | 2022-03-31 |
      | GB-green                        | 2024-12-31 |
      | BZ-020103-coal-cap-annual       | 2025-12-31 |
      | BZ-lithium-evaluation           | 2024-12-01 |

  场景大纲: 施行当日即核
    假如 审查日为"<施行日>"
    当 审查该项目
    那么 规则"<规则>"当日施行

    例子:
      | 规则                            | 施行日     |
      | BZ-020101-listed-biomass        | 2024-03-19 |
      | BZ-020101-listed-hydro          | 2024-03-19 |
      | BZ-020101-wind                  | 2024-03-19 |
      | BZ-020102-gas-network           | 2024-03-19 |
      | BZ-020102-listed-gas            | 2024-03-19 |
      | BZ-020104-grid                  | 2024-03-19 |
      | BZ-020202-renovation            | 2024-03-19 |
      | BZ-020302-pharma                | 2024-03-19 |
      | BZ-020303-fine-chemicals        | 2024-03-19 |
      | BZ-020304-low-level             | 2024-03-19 |
      | BZ-020304-stage                 | 2024-03-19 |
      | BZ-020304-replacement-ledger    | 2024-03-19 |
      | BZ-020503-listed-charging       | 2024-03-19 |
      | BZ-020602-bulk-waste            | 2024-03-19 |
      | BZ-020603-recycling             | 2024-03-19 |
      | BZ-020902-exemplary             | 2024-03-19 |
      | BZ-021002-ecosystem             | 2024-03-19 |
      | BZ-0303-project-pool            | 2024-03-19 |
      | BZ-0304-energy-quota            | 2024-03-19 |
      | EL-unmatched                    | 2024-03-19 |
      | PL-disguised                    | 2024-03-19 |
      | ER-31-12-split                  | 2025-09-01 |
      | ER-31-12-split-authority        | 2025-09-01 |
      | ER-31-16-eliminated             | 2025-09-01 |
      | BZ-0103-benchmarking            | 2024-03-19 |
      | BZ-0103-intensity               | 2024-03-19 |
      | BZ-020102-chemical-park         | 2024-03-19 |
      | BZ-020102-gas-stations          | 2024-03-19 |
      | BZ-020103-coal-cap-2025         | 2024-03-19 |
      | BZ-020103-coal-cap-2030         | 2024-03-19 |
      | BZ-020103-electric-vehicles     | 2024-03-19 |
      | BZ-020103-farm-heat             | 2024-03-19 |
      | BZ-020103-fuel-substitution     | 2024-03-19 |
      | BZ-020103-gas-supply            | 2024-03-19 |
      | BZ-020201-energy-centre         | 2024-03-19 |
      | BZ-020201-online-monitoring     | 2024-03-19 |
      | BZ-020201-online-monitoring-key | 2024-03-19 |
      | BZ-020201-public-reporting      | 2024-03-19 |
      | BZ-020201-supervision           | 2024-03-19 |
      | BZ-020202-lighting              | 2024-03-19 |
      | BZ-020202-shared-heating        | 2024-03-19 |
      | BZ-020203-data-centre           | 2024-03-19 |
      | BZ-020203-green-procurement     | 2024-03-19 |
      | BZ-020203-top-grade             | 2024-03-19 |
      | BZ-020301-kitchen               | 2024-03-19 |
      | BZ-020301-scenic                | 2024-03-19 |
      | BZ-020302-fuel-switch           | 2024-03-19 |
      | BZ-020302-pharma-park           | 2024-03-19 |
      | BZ-020303-green-materials       | 2024-03-19 |
      | BZ-020303-waste-materials       | 2024-03-19 |
      | BZ-020304-catalogue             | 2024-03-19 |
      | BZ-020304-catalogue-class       | 2024-03-19 |
      | BZ-020304-consultation          | 2024-03-19 |
      | BZ-020304-formalities           | 2024-03-19 |
      | BZ-020304-ledger                | 2024-03-19 |
      | BZ-020304-open-rectification    | 2024-03-19 |
      | BZ-020304-policy                | 2024-03-19 |
      | BZ-020304-rectification         | 2024-03-19 |
      | BZ-020304-replacement           | 2024-03-19 |
      | BZ-020401-demolition            | 2024-03-19 |
      | BZ-020401-outdoor-paint         | 2024-03-19 |
      | BZ-020401-steel-paint           | 2024-03-19 |
      | BZ-020401-waste-reuse           | 2024-03-19 |
      | BZ-020404-greenhouse            | 2024-03-19 |
      | BZ-020501-old-vehicles          | 2024-03-19 |
      | BZ-020501-stage-four            | 2024-03-19 |
      | BZ-020502-rail                  | 2024-03-19 |
      | BZ-020503-airport               | 2024-03-19 |
      | BZ-020503-charging              | 2024-03-19 |
      | BZ-020503-lamps                 | 2024-03-19 |
      | BZ-020503-pavement-recovery     | 2024-03-19 |
      | BZ-020503-pavement-reuse        | 2024-03-19 |
      | BZ-020503-service-area          | 2024-03-19 |
      | BZ-020503-shore-power           | 2024-03-19 |
      | BZ-020601-cascade               | 2024-03-19 |
      | BZ-020601-near-zero-park        | 2024-03-19 |
      | BZ-020601-park                  | 2024-03-19 |
      | BZ-020602-construction-waste    | 2024-03-19 |
      | BZ-020604-fly-ash               | 2024-03-19 |
      | BZ-020703-roadmap               | 2024-03-19 |
      | BZ-020801-land                  | 2024-03-19 |
      | BZ-020801-redline               | 2024-03-19 |
      | BZ-020802-restoration           | 2024-03-19 |
      | BZ-020802-river                 | 2024-03-19 |
      | BZ-020803-agrivoltaic           | 2024-03-19 |
      | BZ-020803-manure                | 2024-03-19 |
      | BZ-020903-one-plan              | 2024-03-19 |
      | BZ-021001-clean-production      | 2024-03-19 |
      | BZ-0301-carbon-accounting       | 2024-03-19 |
      | BZ-0302-footprint               | 2024-03-19 |
      | BZ-0304-carbon-report           | 2024-03-19 |
      | BZ-0304-contracting             | 2024-03-19 |
      | BZ-0304-disclosure              | 2024-03-19 |
      | BZ-0305-export                  | 2024-03-19 |
      | BZ-0402-measures                | 2024-03-19 |
      | EQ-eliminated                   | 2024-03-19 |
      | EQ-eliminated-air               | 2024-03-19 |
      | EQ-eliminated-motor             | 2024-03-19 |
      | EQ-fixed-grate                  | 2024-03-19 |
      | PL-packaging                    | 2024-03-19 |
      | PL-restricted                   | 2024-03-19 |
      | PL-veto-bag                     | 2024-03-19 |
      | PL-veto-foam                    | 2024-03-19 |
      | PL-veto-medical-waste           | 2024-03-19 |
      | PL-veto-microbead               | 2024-03-19 |
      | PL-veto-mulch                   | 2024-03-19 |
      | PL-veto-swab                    | 2024-03-19 |
      | GB-heating                      | 2024-03-19 |
      | GB-integrated-pv                | 2024-03-19 |
      | GB-monitoring                   | 2024-03-19 |
      | GB-park-pv                      | 2024-03-19 |
      | GB-prefabricated                | 2024-03-19 |
      | GB-pv                           | 2024-03-19 |
      | GB-renewable                    | 2024-03-19 |
      | GB-rural                        | 2024-03-19 |
      | GB-star                         | 2024-03-19 |
      | SC-boiler-biomass-existing      | 2024-08-19 |
      | SC-boiler-biomass-new           | 2024-08-19 |
      | SC-boiler-built-up              | 2024-08-19 |
      | SC-boiler-key-region            | 2024-08-19 |
      | SC-boiler-small-existing        | 2024-08-19 |
      | SC-boiler-small-new             | 2024-08-19 |
      | SC-captive-coal                 | 2024-08-19 |
      | SC-clean-transport              | 2024-08-19 |
      | SC-close-first                  | 2024-08-19 |
      | SC-coal-ledger                  | 2024-08-19 |
      | SC-coal-source                  | 2024-08-19 |
      | SC-coal-substitution            | 2024-08-19 |
      | SC-energy-ledger                | 2024-08-19 |
      | SC-energy-substitution          | 2024-08-19 |
      | SC-zoning                       | 2024-08-19 |
      | ER-230-disposal                 | 2025-09-01 |
      | ER-31-03-sequence               | 2025-09-01 |
      | ER-31-08-authority              | 2025-09-01 |
      | ER-31-08-county                 | 2025-09-01 |
      | ER-31-08-county-suspected       | 2025-09-01 |
      | ER-31-08-exempt                 | 2025-09-01 |
      | ER-31-09-national               | 2025-09-01 |
      | ER-31-11-pledge                 | 2025-09-01 |
      | ER-31-12-metering               | 2025-09-01 |
      | ER-31-12-report                 | 2025-09-01 |
      | ER-31-18-change                 | 2025-09-01 |
      | ER-31-19-lapse                  | 2025-09-01 |
      | ER-31-21-acceptance             | 2025-09-01 |
      | ER-31-26-carbon                 | 2025-09-01 |
      | ER-31-26-energy                 | 2025-09-01 |
      | ER-31-26-proposal               | 2025-09-01 |
      | ER-31-26-unit                   | 2025-09-01 |
      | ER-31-missing                   | 2025-09-01 |
      | FX-coal-consistency             | 2025-09-01 |
      | FX-energy-consistency           | 2025-09-01 |
      | ER-31-10-carbon                 | 2025-12-26 |
      | ER-02-missing                   | 2023-06-01 |
      | ER-02-authority                 | 2023-06-01 |
      | CR-clinker-2021                 | 2021-08-01 |
      | CR-flat-glass-2021              | 2021-08-01 |
      | CR-clinker-2024                 | 2024-11-01 |
      | CR-flat-glass-2024              | 2024-11-01 |
      | CR-publication                  | 2024-11-01 |
      | CR-source                       | 2024-11-01 |
      | CR-steel                        | 2024-08-23 |
      | EQ-boiler                       | 2021-06-01 |
      | EQ-motor                        | 2021-06-01 |
      | EQ-transformer                  | 2025-02-01 |
      | EQ-data-centre                  | 2022-11-01 |
      | GB-code                         | 2022-04-01 |
      | GB-green                        | 2025-01-01 |
      | BZ-020103-coal-cap-annual       | 2026-01-01 |
      | BZ-lithium-evaluation           | 2024-12-02 |

  场景大纲: 废止、到期的前一日还核
    假如 审查日为"<最后一日>"
    当 审查该项目
    那么 规则"<规则>"当日施行

    例子:
      | 规则                      | 最后一日   |
      | ER-02-missing             | 2025-08-31 |
      | ER-02-authority           | 2025-08-31 |
      | CR-clinker-2021           | 2024-10-31 |
      | CR-flat-glass-2021        | 2024-10-31 |
      | BZ-020103-coal-cap-2025   | 2025-12-31 |
      | GB-renewable              | 2025-12-31 |
      | BZ-020103-coal-cap-annual | 2029-12-31 |

  场景大纲: 废止、到期的当日起不核,2025 年的目标不延续到 2026 年
    假如 审查日为"<次日>"
    当 审查该项目
    那么 规则"<规则>"当日不施行

    例子:
      | 规则                      | 次日       |
      | ER-02-missing             | 2025-09-01 |
      | ER-02-authority           | 2025-09-01 |
      | CR-clinker-2021           | 2024-11-01 |
      | CR-flat-glass-2021        | 2024-11-01 |
      | BZ-020103-coal-cap-2025   | 2026-01-01 |
      | GB-renewable              | 2026-01-01 |
      | BZ-020103-coal-cap-annual | 2030-01-01 |

  场景大纲: 电网排放因子用审查日最新的一期
    假如 审查日为"<审查日>"
    而且 "能源消费"有如下各项
      | 品种 | 用途 | 年消费量 |
      | 电力 | 燃料 | 1000 MWh |
    而且 "过程碳排放量"为"0"
    当 审查该项目
    那么 推导事实"年碳排放量"为"<碳排放>"

    例子:
      | 审查日     | 碳排放     |
      | 2025-12-30 | 140.4 tCO2 |
      | 2025-12-31 | 156.4 tCO2 |

  @BZ-020302-pharma
  场景: 不适用——制药技术和装备对标:涉及事项 医药
    假如 审查日为"2024-03-19"
    而且 "涉及事项"为"医药"
    当 审查该项目
    那么 规则"BZ-020302-pharma"判定为"不适用"

  @ER-31-08-exempt
  场景: 不适用——免于单独审查的项目也要报送能耗:建设阶段 在建
    假如 审查日为"2025-09-01"
    而且 "建设阶段"为"在建"
    当 审查该项目
    那么 规则"ER-31-08-exempt"判定为"不适用"

  @FX-energy-consistency
  场景: 不适用——申报的综合能源消费量与分品种推算相符:能源消费 无
    假如 审查日为"2025-09-01"
    而且 没有"能源消费"
    当 审查该项目
    那么 规则"FX-energy-consistency"判定为"不适用"
