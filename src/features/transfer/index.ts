/** Brings the commands that move files into the table. */
export const loadTransferCommands = async (): Promise<void> => {
  await import('./commands');
};

export { download, upload } from './move';
export { LARGEST_PICTURE_BYTES, PICTURE, pictureType, takePicture } from './pictures';
export { readSmallFile } from './small-file';
