/** The console. */
export function App() {
  return (
    <main>
      <h1>Xenia</h1>
    </main>
  );
}
