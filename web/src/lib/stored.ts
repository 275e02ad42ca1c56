import { ref, watch, type Ref } from 'vue'
import * as v from 'valibot'

/** A setting of this browser that outlives the page. What is stored and not valid is as good as nothing. */
export function stored<Schema extends v.GenericSchema>(
  key: string,
  schema: Schema,
  initial: v.InferOutput<Schema>,
): Ref<v.InferOutput<Schema>> {
  const value = ref(read(key, schema) ?? initial) as Ref<v.InferOutput<Schema>>
  watch(
    value,
    (now) => {
      try {
        localStorage.setItem(key, JSON.stringify(now))
      } catch {
        // A browser that stores nothing: the setting lasts as long as the page.
      }
    },
    { deep: true },
  )
  return value
}

function read<Schema extends v.GenericSchema>(
  key: string,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(localStorage.getItem(key) ?? 'null'))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}
