import { useI18n } from 'vue-i18n'
import type { LineProblem } from '@/api'

/** Says why a line cannot be ordered. `name` is what the product is called, where the problem does not say it. */
export function useLineProblemText() {
  const { t } = useI18n()

  function lineProblemText(problem: LineProblem, name: string): string {
    switch (problem.code) {
      case 'out_of_stock':
        return problem.available > 0
          ? t('cart.problem.fewLeft', { count: problem.available, name: problem.name }, problem.available)
          : t('cart.problem.out_of_stock', { name: problem.name })
      case 'vendor_takes_no_orders':
        return t('cart.problem.vendor_takes_no_orders', { vendor: problem.vendor_name })
      case 'product_unavailable':
        return t('cart.problem.product_unavailable', { name: problem.name })
      case 'add_on_unavailable':
        return t('cart.problem.add_on_unavailable', { name: problem.name })
      case 'add_on_quantity':
        return t('cart.problem.add_on_quantity', { max: problem.max })
      case 'unknown_product':
        return t('cart.problem.unknown_product', { name })
      case 'unknown_add_on':
        return t('cart.problem.unknown_add_on')
      default:
        return t('cart.problem.other', { name })
    }
  }

  return { lineProblemText }
}
