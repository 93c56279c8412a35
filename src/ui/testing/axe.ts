import axe from 'axe-core';

/** What axe finds wrong within an element, one line each; empty when all is well. */
export async function accessibilityProblems(root: Element): Promise<string[]> {
  const { violations } = await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Fragments of pages have no landmarks; the gallery and the journeys look at whole pages.
    rules: { region: { enabled: root === document.documentElement } },
  });
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? violation.help}`,
    ),
  );
}
