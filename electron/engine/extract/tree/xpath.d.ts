/**
 * The part of the package `xpath` that is used here. Its own declarations know neither parsed
 * expressions nor any tree but the browser's, whose types the engine does not have.
 */
declare module 'xpath' {
  export interface XPathValue {
    /** For a node-set: of its first node. */
    stringValue(): string;
    toArray?(): readonly unknown[];
  }
  export interface XPathExpression {
    evaluate(options: { readonly node: unknown; readonly isHtml: boolean }): XPathValue;
  }
  /** Whatever an expression may ask for while it looks at a node. */
  export interface XPathContext {
    variableResolver: unknown;
    namespaceResolver: unknown;
    functionResolver: unknown;
    expressionContextNode: unknown;
    isHtml: unknown;
    allowAnyNamespaceForNoPrefix: unknown;
    caseInsensitive: unknown;
    virtualRoot: unknown;
    contextNode: unknown;
    contextSize: unknown;
    contextPosition: unknown;
    extend(more: object): XPathContext;
  }
  export interface FunctionResolver {
    functions: object;
    addStandardFunctions(): void;
  }
  const xpath: {
    parse(expression: string): XPathExpression;
    readonly XPathContext: { readonly prototype: XPathContext };
    readonly FunctionResolver: { new (): FunctionResolver; readonly prototype: FunctionResolver };
  };
  export default xpath;
}
