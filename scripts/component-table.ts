import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'
import { table } from './markdown'

/** Props, events, slots and the model of a component, as the docstrings of its interfaces describe them. */
export function componentTable(file: string): string {
  const { scriptSetup, script } = parse(readFileSync(file, 'utf8')).descriptor
  const source = ts.createSourceFile(file, `${script?.content ?? ''}\n${scriptSetup?.content ?? ''}`, ts.ScriptTarget.Latest, true)
  const name = basename(file, '.vue')
  const rows = [
    ...membersOf(source, `${name}Props`).map(prop => [`\`${nameOf(prop)}\`${prop.questionToken ? '' : ' *'}`, typeOf(prop.type), textOf(prop)]),
    ...membersOf(source, `${name}Emits`).map(event => [`\`@${nameOf(event)}\``, event.type?.getText() === '[]' ? '' : typeOf(event.type), textOf(event)]),
    ...membersOf(source, `${name}Slots`).map(slot => [`\`#${nameOf(slot)}\``, '', textOf(slot)]),
    ...modelsOf(source),
  ]
  return rows.length ? table(['', '', ''], rows) : '\n'
}

function membersOf(source: ts.SourceFile, name: string): ts.PropertySignature[] {
  const found = source.statements.find(statement => ts.isInterfaceDeclaration(statement) && statement.name.text === name)
  return found && ts.isInterfaceDeclaration(found) ? found.members.filter(ts.isPropertySignature) : []
}

function modelsOf(source: ts.SourceFile): string[][] {
  return source.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const call = statement.declarationList.declarations[0]?.initializer
    const isModel = call && ts.isCallExpression(call) && call.expression.getText() === 'defineModel'
    return isModel ? [['`v-model`', typeOf(call.typeArguments?.[0]), textOf(statement)]] : []
  })
}

function nameOf({ name }: ts.PropertySignature): string {
  return name.getText()
}

function typeOf(type: ts.Node | undefined): string {
  return type ? `\`${type.getText().replaceAll('|', '\\|')}\`` : ''
}

/** The docstring and its default. That a flag is off unless it is set goes without saying. */
function textOf(node: ts.Node): string {
  const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  const preset = ts.getTextOfJSDocComment(doc?.tags?.find(tag => tag.tagName.text === 'default')?.comment)
  const shown = /^(?:['\d].*'?|true)$/.test(preset ?? '') && !/ /.test(preset!) ? `\`${preset}\`` : preset
  return [ts.getTextOfJSDocComment(doc?.comment), shown && shown !== 'false' && `Default: ${shown}`].filter(Boolean).join(' ')
}
