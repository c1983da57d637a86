import { commands } from '../commands'

/** A row for each command, followed by a row for each of its arguments. */
export async function commandRows(): Promise<string[][]> {
  const loaded = await Promise.all(Object.values(commands).map(load => load()))
  return loaded.flatMap(({ meta, args }) => {
    const { name, description } = meta as { name: string, description: string }
    const rows = Object.entries((args ?? {}) as Record<string, { type: string, description: string, required?: boolean }>).map(([key, { type, description, required }]) => {
      const written = type === 'positional' ? required === false ? `[${key}]` : `<${key}>` : type === 'string' ? `--${key} <value>` : `--${key}`
      return [`\`${name} ${written}\``, description]
    })
    return [[`\`${name}\``, description], ...rows]
  })
}
