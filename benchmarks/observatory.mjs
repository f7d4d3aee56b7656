// node benchmarks/observatory.mjs PACKAGE < what `python -m benchmarks.drill.stand` prints
// Mozilla's own tests and marks (npm @mdn/mdn-http-observatory), for each page, as the browser that may see it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const from = (file) => import(pathToFileURL(`${process.argv[2]}/src/${file}`));
const { ALL_TESTS } = await from("constants.js");
const { getGradeForScore, getScoreModifier } = await from("grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await from("grader/charts.js");
const { retrieve } = await from("retriever/retriever.js");

const { pages } = JSON.parse(readFileSync(0, "utf8").split("\n")[0]);
let well = true;
for (const [path, cookie] of Object.entries(pages)) {
  const seen = await retrieve("localhost", { path, headers: [`Cookie: ${cookie}`] });
  const marks = ALL_TESTS.map((test) => test(seen));
  const moves = marks.map((mark) => getScoreModifier(mark.result));
  const plain = moves.filter((move) => move < 0).reduce((sum, move) => sum + move, 100);
  const extra = moves.filter((move) => move > 0).reduce((sum, move) => sum + move, 0);
  const { score, grade } = getGradeForScore(plain >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? plain + extra : plain);
  const passed = marks.filter((mark) => mark.pass).length;
  const { status, verified } = seen.responses.auto;
  console.log(`${path} ${status} verified ${verified}: ${grade}, ${score}, ${passed} of ${marks.length}`);
  marks.forEach((mark, i) => console.log(`    ${moves[i]} ${mark.result}`));
  well &&= grade === "A+" && score >= 130 && passed === marks.length && status === 200;
}
process.exit(well ? 0 : 1);
